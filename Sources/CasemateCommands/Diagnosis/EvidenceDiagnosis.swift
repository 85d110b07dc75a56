internal import EnclaveClient
internal import EnclaveProtocol
internal import X509Core

/// Until when this platform's evidence verifies, and what ends it.
enum EvidenceDiagnosis {
    private static let day: Int64 = 86_400
    /// Time to hand out a new root, or to update firmware.
    private static let notice = 90 * day

    /// Asks for evidence; nil where the enclave is too old to give any.
    static func ask(_ client: EnclaveClient) async throws(EnclaveClientError) -> Diagnosis? {
        do throws(EnclaveClientError) {
            let proof = try await client.call(EnclaveAttest(nonce: []))
            return diagnosis(of: proof.evidence, at: Timestamp.now)
        } catch {
            guard case .refused(let code) = error.code else { throw error }
            return code == .unknownOperation
                ? nil : Diagnosis("evidence", .warning, error.message, remedy: error.remedy)
        }
    }

    /// What the certificates in and beside the evidence say.
    static func diagnosis(of answer: EvidenceAnswer, at now: Int64) -> Diagnosis {
        let certificates = certificates(of: answer)
        guard let first = certificates.min(by: { $0.content.notAfter < $1.content.notAfter }) else {
            return Diagnosis(
                "evidence", .warning, "The platform gives evidence without certificates: until when is not known.",
                remedy: "Fetch them where the vendor or the cloud hands them out.")
        }
        let end = first.content.notAfter
        let cause = "the certificate \(first.content.subject) expires"
        let remedy =
            answer.root.isEmpty
            ? "Update the platform's firmware and certificates before."
            : "Start with a new --software-root before, and give its root to whoever verifies."
        guard end > now else {
            return Diagnosis(
                "evidence", .error, "Evidence stopped verifying at \(RFC3339.text(end)): \(cause).", remedy: remedy)
        }
        return Diagnosis(
            "evidence", end - now < notice ? .warning : .ok,
            "Evidence verifies until \(RFC3339.text(end)), when \(cause)." + collateral(of: answer), remedy: remedy)
    }

    private static func certificates(of answer: EvidenceAnswer) -> [Certificate] {
        let inside = (try? Certificate.readAll(answer.form == .quote ? answer.evidence : [])) ?? []
        let beside = (answer.certificates.map(\.bytes) + [answer.root]).compactMap { try? Certificate($0) }
        return inside + beside
    }

    /// What a verifier needs besides, and how long what it has is good.
    private static func collateral(of answer: EvidenceAnswer) -> String {
        guard answer.form == .quote else { return " An update of the firmware changes the certificate it needs." }
        guard let document = try? JSONValue(parsing: answer.collateral, from: ""),
            let text = document["tcb_info"]?.string,
            let next = (try? JSONValue(parsing: text.utf8, from: ""))?["nextUpdate"]?.string
        else { return " Its collateral comes from Intel or a cache and lasts at most 30 days." }
        return " Collateral handed out now is good until \(next); the enclave makes it anew each day."
    }
}
