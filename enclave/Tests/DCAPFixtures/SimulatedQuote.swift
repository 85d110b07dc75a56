import Crypto

/// A quote of a simulated machine: header, body and signature data, with every field free to be wrong.
package struct SimulatedQuote: Sendable {
    /// Body types of version 5; the raw values.
    package enum Layout: Int, Sendable, CaseIterable {
        case enclave = 1
        case td10, td15, td15Extended

        package var size: Int { [384, 584, 648, 885][rawValue - 1] }
        package var isTDX: Bool { self != .enclave }
        package var reportDataOffset: Int { isTDX ? 520 : 320 }
    }

    package var version: UInt16
    package var layout: Layout
    package var header: [UInt8]
    package var body: [UInt8]
    package var qeReport: [UInt8]
    package var qeAuthentication: [UInt8] = Array(0..<32)
    package var attestationKey = P256.Signing.PrivateKey(compactRepresentable: false)
    package var outerType: UInt16 = 6
    package var certificationType: UInt16 = 5
    /// Nil for the chain as PEM.
    package var certification: [UInt8]?
    package var trailing: [UInt8] = []
    /// Whether the QE report commits to the attestation key.
    package var commits = true

    package init(version: UInt16, layout: Layout) {
        self.version = version
        self.layout = layout
        let vendor: [UInt8] = [
            0x93, 0x9A, 0x72, 0x33, 0xF7, 0x9C, 0x4C, 0xA9, 0x94, 0x0A, 0x0D, 0xB3, 0x95, 0x7F, 0x06, 0x07,
        ]
        let tee: [UInt8] = layout.isTDX ? [0x81, 0, 0, 0] : [0, 0, 0, 0]
        let numbers: [UInt8] = version == 3 ? [8, 0, 13, 0] : [0, 0, 0, 0]
        header =
            Self.littleEndian(version) + [2, 0] + tee + numbers + vendor + [UInt8](repeating: 0xC3, count: 16)
            + [0, 0, 0, 0]
        body = [UInt8](repeating: 0, count: layout.size)
        for index in 0..<64 { body[layout.reportDataOffset + index] = UInt8(index) }
        if layout.isTDX {
            body.replaceSubrange(0..<3, with: [5, 1, 3])
            body.replaceSubrange(120..<128, with: [0, 0, 0, 0x10, 0, 0, 0, 0])
            body.replaceSubrange(128..<136, with: [0xE7, 0x02, 6, 0, 0, 0, 0, 0])
            if layout != .td10 { body.replaceSubrange(584..<587, with: [5, 1, 3]) }
        } else {
            body.replaceSubrange(48..<64, with: [5, 0, 0, 0, 0, 0, 0, 0, 0xE7, 0, 0, 0, 0, 0, 0, 0])
        }
        qeReport = [UInt8](repeating: 0, count: 384)
        qeReport[48] = 0x15
        qeReport[56] = 0xE7
        qeReport.replaceSubrange(128..<160, with: [UInt8](repeating: 0x51, count: 32))
        qeReport[256] = layout.isTDX ? 2 : 1
        qeReport[258] = 8
    }

    /// The signed bytes: header, descriptor and body.
    package var signed: [UInt8] {
        guard version == 5 else { return header + body }
        return header + Self.littleEndian(UInt16(layout.rawValue)) + Self.littleEndian(UInt32(body.count)) + body
    }

    /// The quote, signed now by the attestation key and by the machine's PCK key.
    package func bytes(pckKey: P256.Signing.PrivateKey, chain: [UInt8]) throws -> [UInt8] {
        let content = signed
        let rawKey = Array(attestationKey.publicKey.rawRepresentation)
        var report = qeReport
        if commits { report.replaceSubrange(320..<352, with: Array(SHA256.hash(data: rawKey + qeAuthentication))) }
        let data = certification ?? chain
        let inner =
            report + Array(try pckKey.signature(for: report).rawRepresentation)
            + Self.littleEndian(UInt16(qeAuthentication.count)) + qeAuthentication
            + Self.littleEndian(certificationType) + Self.littleEndian(UInt32(data.count)) + data
        let wrapper = version >= 4 ? Self.littleEndian(outerType) + Self.littleEndian(UInt32(inner.count)) : []
        let signature =
            Array(try attestationKey.signature(for: content).rawRepresentation) + rawKey + wrapper + inner
        return content + Self.littleEndian(UInt32(signature.count)) + signature + trailing
    }

    package static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
