internal import Crypto
internal import EnclaveProtocol
internal import TEEPlatform

/// Asks the platform for evidence: over a caller's bytes, or over a statement of the enclave's own.
struct EvidenceMaker: Sendable {
    let platform: any TEEPlatform
    let mode: StateMode

    /// Evidence over 64 bytes of a caller's choice; those that could pass for a statement are refused.
    func evidence(_ request: EvidenceRequest) throws(Refusal) -> EvidenceAnswer {
        guard !request.reportData.starts(with: ProofReportData.reserved) else {
            throw Refusal(
                .invalidArgument, "report data that begins with \"casemate/\" is the enclave's own",
                remedy: "Choose other bytes; `casemate key attest` binds a key.")
        }
        return try evidence(over: request.reportData)
    }

    /// A statement and the evidence that the enclave made it.
    func proof(_ statement: some ProofStatement) throws(Refusal) -> ProofAnswer {
        let bytes = statement.encoded
        return ProofAnswer(
            statement: bytes, evidence: try evidence(over: ProofReportData.prefix + SHA384.hash(data: bytes)))
    }

    /// Evidence over a public key and a nonce as Intel's key servers bind them. SHA-256 cannot be made to begin with the
    /// prefix of statements.
    func evidence(
        over key: (modulus: [UInt8], exponent: [UInt8]), nonce: [UInt8]
    ) throws(Refusal) -> EvidenceAnswer {
        let binding = SHA256.hash(data: key.exponent + key.modulus + nonce)
        return try evidence(over: Array(binding) + [UInt8](repeating: 0, count: ReportData.length - 32))
    }

    private func evidence(over reportData: [UInt8]) throws(Refusal) -> EvidenceAnswer {
        guard let reportData = ReportData(reportData) else {
            throw Refusal(.invalidArgument, "report data has \(ReportData.length) bytes")
        }
        do throws(PlatformError) {
            return EvidenceAnswer(try platform.evidence(reportData: reportData, mode: mode))
        } catch {
            throw Refusal(.evidenceUnavailable, error.message, remedy: error.remedy)
        }
    }
}

extension EvidenceAnswer {
    init(_ evidence: Evidence) {
        let form: EvidenceForm =
            switch evidence.kind {
            case .quote: .quote
            case .report: .report
            }
        self.init(
            form: form, evidence: evidence.bytes, certificates: evidence.certificates.map { Blob($0) },
            manifest: evidence.manifest, collateral: evidence.collateral, root: evidence.root)
    }
}
