import Crypto
import Testing

@testable import Attestation

/// A report about to be signed; a test changes what it wants wrong.
struct ReportDraft {
    let product: SNPProduct
    private(set) var bytes = [UInt8](repeating: 0, count: SNPReport.length)

    /// A plain report of the product, version 5.
    init(_ product: SNPProduct, version: UInt8 = 5) {
        self.product = product
        self[.version] = [version, 0, 0, 0]
        self[.policy] = [0x1f, 0, 3, 0, 0, 0, 0, 0]
        self[.signatureAlgorithm] = [1, 0, 0, 0]
        self[.measurement] = (0..<48).map { UInt8($0) }
        self[.reportData] = (0..<64).map { 0x80 | UInt8($0) }
        self[.chipID] = (0..<64).map { $0 < product.chipIDLength ? 0x40 | UInt8($0) : 0 }
        if version > 2 {
            self[.cpuid] =
                switch product {
                case .milan: [0x19, 0x01, 1]
                case .genoa: [0x19, 0x11, 1]
                case .turin: [0x1a, 0x02, 1]
                }
        }
        let tcb = Self.tcb(of: product)
        for field in [SNPReportField.currentTCB, .reportedTCB, .committedTCB, .launchTCB] { self[field] = tcb }
        self[.currentFirmware] = [0x27, 0x37, 1]
        self[.committedFirmware] = [0x27, 0x37, 1]
    }

    subscript(field: SNPReportField) -> [UInt8] {
        get { Array(bytes[field.range]) }
        set { bytes.replaceSubrange(field.range, with: newValue) }
    }

    /// The reported TCB.
    var tcb: SNPTCB {
        get throws { try #require(SNPTCB(product: product, bytes: self[.reportedTCB])) }
    }

    /// Sets the selector of the signing key.
    mutating func sign(as kind: SNPSigningKey) { self[.flags] = [kind == .vcek ? 0 : 4, 0, 0, 0] }

    /// Masks the chip id.
    mutating func maskChipID() {
        self[.flags][0] |= 2
        self[.chipID] = [UInt8](repeating: 0, count: 64)
    }

    func signed(by key: P384.Signing.PrivateKey) throws -> [UInt8] {
        let raw = Array(
            try key.signature(for: SHA384.hash(data: bytes.prefix(SNPReport.signedLength))).rawRepresentation)
        var signed = self
        let padding = [UInt8](repeating: 0, count: 24)
        signed[.signatureR] = raw.prefix(48).reversed() + padding
        signed[.signatureS] = raw.suffix(48).reversed() + padding
        return signed.bytes
    }

    private static func tcb(of product: SNPProduct) -> [UInt8] {
        product == .turin ? [1, 2, 3, 4, 0, 0, 0, 72] : [3, 1, 0, 0, 0, 0, 8, 115]
    }
}
