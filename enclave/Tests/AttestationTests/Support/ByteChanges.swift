import Attestation
import FoundationEssentials
import Testing

/// Bytes that a verdict rests on, the parts of them that it does not, and how the verdict is come by.
struct ByteChanges: Sendable {
    /// A part of a structure that no signature covers and no rule judges.
    struct DontCare: Sendable {
        /// The field, and the section of the specification that leaves it open.
        let name: String
        let section: String
        let range: Range<Int>
        /// Which values are as good as the one there; nil for all.
        var values: Set<UInt8>?

        func covers(_ offset: Int, _ value: UInt8) -> Bool {
            range.contains(offset) && values?.contains(value) ?? true
        }
    }

    let name: String
    let bytes: [UInt8]
    var dontCare: [DontCare] = []
    let appraise: @Sendable ([UInt8]) throws -> Appraisal

    /// Each bit changed, and the byte made 00 and FF.
    private static func values(for byte: UInt8) -> [UInt8] {
        let flips = (0..<8).map { byte ^ (1 << $0) }
        return flips + [0, 0xFF].filter { $0 != byte && !flips.contains($0) }
    }

    /// Every byte with `CASEMATE_BYTE_CHANGES=all`, else some with the edges of every field that does not count.
    private var offsets: [Int] {
        if ProcessInfo.processInfo.environment["CASEMATE_BYTE_CHANGES"] == "all" { return Array(bytes.indices) }
        let stride = max(1, bytes.count / 60) | 1
        let edges = dontCare.flatMap { field in
            [field.range.lowerBound - 1, field.range.lowerBound, field.range.upperBound - 1, field.range.upperBound]
        }
        return Set(Swift.stride(from: 0, to: bytes.count, by: stride)).union(edges.filter(bytes.indices.contains))
            .sorted()
    }

    /// Expects exactly the fields that do not count to be open to change.
    func check() throws {
        let verdict = try appraise(bytes)
        var wrong: [String] = []
        for offset in offsets {
            for value in Self.values(for: bytes[offset]) {
                var changed = bytes
                changed[offset] = value
                let isOpen = dontCare.contains { $0.covers(offset, value) }
                let result = try? appraise(changed)
                if isOpen ? result != verdict : result != nil {
                    wrong.append("offset \(offset), \(bytes[offset]) to \(value): \(isOpen ? "refused" : "accepted")")
                }
            }
        }
        #expect(wrong.isEmpty, "\(name): \(wrong.count) changes, first \(wrong.prefix(5))")
    }
}
