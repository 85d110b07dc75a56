import FoundationEssentials
import Testing

extension ByteChanges {
    /// Expects every shorter length to be refused, and one byte more; a sample unless `CASEMATE_BYTE_CHANGES=all`.
    func checkLengths() {
        let isFull = ProcessInfo.processInfo.environment["CASEMATE_BYTE_CHANGES"] == "all"
        for length in stride(from: 0, to: bytes.count, by: isFull ? 1 : max(7, bytes.count / 64) | 1) {
            #expect(throws: (any Error).self, "\(name) cut to \(length)") { try appraise(Array(bytes[..<length])) }
        }
        #expect(throws: (any Error).self, "\(name) with a byte more") { try appraise(bytes + [0]) }
    }
}
