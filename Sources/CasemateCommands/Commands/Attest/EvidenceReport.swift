internal import Crypto
internal import EnclaveProtocol

/// How evidence is reported.
enum EvidenceReport {
    /// The evidence with what belongs to it, and the platform it comes from.
    static func json(
        _ answer: EvidenceAnswer, reportData: [UInt8], _ status: StatusAnswer
    ) throws(CommandError) -> JSONValue {
        let collateral = answer.collateral
        return [
            "container": .string(answer.form.name), "platform": .optional(status["platform"]),
            "measurement": .optional(status["measurement"]), "reportData": .string(Hex.encode(reportData)),
            "evidence": .string(Base64.text(answer.evidence)),
            "certificates": .strings(answer.certificates.map { PEMFile.text($0.bytes, PEMFile.certificate) }),
            "manifest": answer.manifest.isEmpty ? .null : .string(Base64.text(answer.manifest)),
            "collateral": collateral.isEmpty ? .null : try JSONValue(parsing: collateral, from: "The collateral"),
            "root": answer.root.isEmpty ? .null : .string(PEMFile.text(answer.root, PEMFile.certificate)),
            "rootSha256": answer.root.isEmpty ? .null : .string(CAReport.fingerprint(answer.root)),
        ]
    }
}
