internal import Crypto
internal import EnclaveProtocol
internal import X509Core

extension SNPVerifier {
    /// The checks that belong to one report and one certificate, under a chain whose dates have been checked.
    func appraise(
        _ report: SNPReport, _ endorsement: SNPEndorsement, _ chain: VerifiedSNPChain, at time: Int64
    ) throws(AppraisalError) -> Appraisal {
        guard endorsement.kind == chain.signingKey, endorsement.product == chain.product else {
            throw AppraisalError(
                .untrustedChain,
                "A \(endorsement) is under the chain for a \(chain.signingKey.rawValue) of \(chain.product.rawValue)."
            )
        }
        guard endorsement.kind == report.signingKey else {
            throw AppraisalError(
                .mismatch,
                "The report names a \(report.signingKey.rawValue) as its signer; the certificate is a \(endorsement)."
            )
        }
        try IssuanceLink.checkDates(endorsement.certificate, at: time)
        try IssuanceLink.check(endorsement.certificate, issuedBy: chain.intermediate)
        try Self.checkSignature(of: report, by: endorsement)
        try checkPlatform(of: report, against: endorsement)
        let tcbs = try SNPReportTCBs(report, endorsement.product)
        try tcbs.check(against: endorsement)
        return appraisal(report, endorsement, chain, tcbs)
    }

    /// ECDSA P-384 with SHA-384; R and S are little-endian fields of 72 bytes of which 48 are used.
    static func checkSignature(of report: SNPReport, by endorsement: SNPEndorsement) throws(AppraisalError) {
        let halves = [report[.signatureR], report[.signatureS]]
        guard halves.allSatisfy({ $0.dropFirst(48).allSatisfy { $0 == 0 } }) else {
            throw AppraisalError(.badSignature, "R or S of the report's signature is longer than 48 bytes.")
        }
        let raw = halves.flatMap { $0.prefix(48).reversed() }
        let keyBits = endorsement.certificate.content.publicKey.keyBits
        guard let key = try? P384.Signing.PublicKey(x963Representation: keyBits),
            let signature = try? P384.Signing.ECDSASignature(rawRepresentation: raw),
            key.isValidSignature(signature, for: SHA384.hash(data: report.signedBytes))
        else {
            throw AppraisalError(
                .badSignature, "The report is not signed by the key of the \(endorsement.kind.rawValue) certificate.")
        }
    }

    /// That the report comes from the product, and a VCEK's report from the very chip, that the certificate names.
    private func checkPlatform(of report: SNPReport, against endorsement: SNPEndorsement) throws(AppraisalError) {
        if let product = report.product, product != endorsement.product {
            throw AppraisalError(
                .mismatch,
                "The report comes from a \(product.rawValue) processor; the certificate is a \(endorsement)."
            )
        }
        let chip = report[.chipID]
        if report.isChipIDMasked {
            guard chip.allSatisfy({ $0 == 0 }) else {
                throw AppraisalError(.mismatch, "The report says that its chip id is masked, and has one.")
            }
        } else if let hardwareID = endorsement.hardwareID {
            guard chip == hardwareID + [UInt8](repeating: 0, count: chip.count - hardwareID.count) else {
                throw AppraisalError(
                    .mismatch,
                    "The chip id \(Hex.encode(chip)) is not the certificate's hardware id \(Hex.encode(hardwareID))."
                )
            }
        }
    }
}
