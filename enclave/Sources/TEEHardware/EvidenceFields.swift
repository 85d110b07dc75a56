/// The two fields of evidence that a backend compares with what it asked for. A verifier's parser reads the rest.
struct EvidenceFields: Equatable {
    /// MRENCLAVE, MRTD or the launch measurement.
    let measurement: [UInt8]
    /// The 64 bytes the evidence is over.
    let reportData: [UInt8]

    /// Of a DCAP quote, version 3 to 5; nil when it is none, is cut short, or speaks of the other TEE.
    init?(quote bytes: [UInt8], of body: Body) {
        guard let version = Self.number(bytes, at: 0, size: 2), (3...5).contains(version),
            // Version 3 is SGX's alone, and has something else at the place of the type.
            let tee = version == 3 ? Body.enclave.tee : Self.number(bytes, at: 4, size: 4), tee == body.tee
        else { return nil }
        let start = version == 5 ? 54 : 48
        self.init(
            bytes, measurement: start + body.measurement, length: body.length, reportData: start + body.reportData)
    }

    /// Of a SEV-SNP attestation report; nil when it is cut short.
    init?(report bytes: [UInt8]) {
        guard bytes.count >= Self.reportLength else { return nil }
        self.init(bytes, measurement: 0x90, length: 48, reportData: 0x50)
    }

    /// Bytes of a SEV-SNP attestation report.
    static let reportLength = 0x4A0

    /// Where a quote's body has the two fields.
    struct Body {
        let tee: UInt64
        let measurement: Int
        let length: Int
        let reportData: Int

        /// An SGX enclave's report body.
        static let enclave = Body(tee: 0, measurement: 64, length: 32, reportData: 320)
        /// A trust domain's report body, of every version.
        static let trustDomain = Body(tee: 0x81, measurement: 136, length: 48, reportData: 520)
    }

    private init?(_ bytes: [UInt8], measurement: Int, length: Int, reportData: Int) {
        guard bytes.count >= max(measurement + length, reportData + 64) else { return nil }
        self.measurement = Array(bytes[measurement..<measurement + length])
        self.reportData = Array(bytes[reportData..<reportData + 64])
    }

    private static func number(_ bytes: [UInt8], at offset: Int, size: Int) -> UInt64? {
        guard bytes.count >= offset + size else { return nil }
        return bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
