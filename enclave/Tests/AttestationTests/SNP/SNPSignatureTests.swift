import Crypto
import Testing

@testable import Attestation

/// The signature of a report: two little-endian fields of 72 bytes, of which 48 are used.
@Suite("SEV-SNP report signatures")
struct SNPSignatureTests {
    /// Order of P-384, big endian (FIPS 186-5, SP 800-186 §3.2.1.4).
    private static let order: [UInt8] =
        [UInt8](repeating: 0xff, count: 24) + [
            0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
            0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
        ]
    private static let zero = [UInt8](repeating: 0, count: 48)

    private let subject: SNPCase

    init() throws { subject = try SNPCase(.milan) }

    private func code(r: [UInt8]? = nil, s: [UInt8]? = nil) throws -> AppraisalError.Code? {
        var bytes = try subject.evidence()
        if let r { bytes.replaceSubrange(SNPReportField.signatureR.range, with: Self.field(r)) }
        if let s { bytes.replaceSubrange(SNPReportField.signatureS.range, with: Self.field(s)) }
        do {
            _ = try SNPVerifier(anchors: subject.authority.anchors).verify(
                bytes, certificates: subject.certificates(), at: subject.time)
            return nil
        } catch let error as AppraisalError {
            return error.code
        }
    }

    /// §2.13: the twin of an ECDSA signature verifies too, so the bytes of a report identify nothing.
    @Test("(r, n−s) is accepted")
    func twin() throws {
        let bytes = try subject.evidence()
        let s = Array(bytes[SNPReportField.signatureS.range].prefix(48).reversed())
        let twin = Self.subtract(Self.order, s)
        var altered = bytes
        altered.replaceSubrange(SNPReportField.signatureS.range, with: Self.field(twin))
        #expect(altered != bytes)
        let verifier = SNPVerifier(anchors: subject.authority.anchors)
        let certificates = try subject.certificates()
        #expect(
            try verifier.verify(altered, certificates: certificates, at: subject.time)
                == verifier.verify(bytes, certificates: certificates, at: subject.time))
    }

    @Test("zero, the order, and whatever is longer than 48 bytes are refused")
    func outOfRange() throws {
        #expect(try code(r: Self.zero) == .badSignature)
        #expect(try code(s: Self.zero) == .badSignature)
        #expect(try code(r: Self.order) == .badSignature)
        #expect(try code(s: Self.order) == .badSignature)
        for field in [SNPReportField.signatureR, .signatureS] {
            for offset in field.range.dropFirst(48) {
                var bytes = try subject.evidence()
                bytes[offset] = 1
                #expect(throws: AppraisalError.self) {
                    try SNPVerifier(anchors: subject.authority.anchors).verify(
                        bytes, certificates: subject.certificates(), at: subject.time)
                }
            }
        }
    }

    @Test("a signature in big-endian order is refused")
    func bigEndian() throws {
        let bytes = try subject.evidence()
        let r = bytes[SNPReportField.signatureR.range].prefix(48)
        let s = bytes[SNPReportField.signatureS.range].prefix(48)
        #expect(try code(r: Array(r), s: Array(s)) == .badSignature)
    }

    /// A big-endian number as the report stores it.
    private static func field(_ number: [UInt8]) -> [UInt8] {
        number.reversed() + [UInt8](repeating: 0, count: 24)
    }

    private static func subtract(_ minuend: [UInt8], _ subtrahend: [UInt8]) -> [UInt8] {
        var borrow = 0
        var difference: [UInt8] = []
        for (upper, lower) in zip(minuend.reversed(), subtrahend.reversed()) {
            let value = Int(upper) - Int(lower) - borrow
            borrow = value < 0 ? 1 : 0
            difference.append(UInt8(truncatingIfNeeded: value))
        }
        return difference.reversed()
    }
}
