import FoundationEssentials
import Testing

@testable import Attestation

/// Bytes of a structure whose value changes no verdict, and the section of the evidence specification that says so.
struct DontCare {
    let name: String
    let section: String
    let range: Range<Int>
}

/// Changes a structure byte by byte: every bit, and to 00 and FF.
///
/// A changed byte inside a don't-care range must leave the appraisal as it was; any other must be refused. Every byte
/// is tried with CASEMATE_BYTE_CHANGES=all, else a sample of about 128.
struct ByteChanges {
    let what: String
    let bytes: [UInt8]
    var dontCare: [DontCare] = []
    /// Says what a failure's offset belongs to.
    var fieldName: (Int) -> String = { _ in "" }

    static let isFull = ProcessInfo.processInfo.environment["CASEMATE_BYTE_CHANGES"] == "all"

    /// Tries the changes with `appraise`, which must accept `bytes` themselves.
    func check(_ appraise: ([UInt8]) throws -> Appraisal) throws {
        let plain = try appraise(bytes)
        for offset in stride(from: 0, to: bytes.count, by: step(17)) {
            let free = dontCare.first { $0.range.contains(offset) }
            for value in Self.values(instead: bytes[offset]) {
                var changed = bytes
                changed[offset] = value
                let appraisal = try? appraise(changed)
                if let free {
                    #expect(appraisal == plain, "\(what): \(free.name) (\(free.section)) at \(offset) is judged")
                } else {
                    #expect(appraisal == nil, "\(what): \(fieldName(offset)) at \(offset) may be \(value)")
                }
            }
        }
    }

    /// Tries every shorter length, and one byte more.
    func checkLengths(_ appraise: ([UInt8]) throws -> Appraisal) {
        for length in stride(from: 0, to: bytes.count, by: step(7)) {
            #expect(throws: (any Error).self, "\(what) cut to \(length)") { try appraise(Array(bytes[..<length])) }
        }
        #expect(throws: (any Error).self, "\(what) with a byte more") { try appraise(bytes + [0]) }
    }

    /// Odd, so that it hits fields of every width.
    private func step(_ least: Int) -> Int { Self.isFull ? 1 : max(least, bytes.count / 128) | 1 }

    private static func values(instead value: UInt8) -> Set<UInt8> {
        Set((0..<8).map { value ^ (1 << $0) } + [0, 0xff]).subtracting([value])
    }
}
