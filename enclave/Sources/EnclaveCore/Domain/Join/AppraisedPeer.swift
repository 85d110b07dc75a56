internal import Attestation
internal import Crypto
internal import EnclaveProtocol
internal import X509Core

/// Another enclave whose evidence is genuine and accepted by the domain's policy. Only an appraisal makes one.
struct AppraisedPeer: Sendable {
    /// Platform and measurement, as `MemberRecord` has them.
    let measurement: String
    /// The set of the policy that they fit.
    let set: String
    /// When the papers behind the evidence expire, Unix seconds.
    let expires: Int64

    /// Appraises evidence over the statement that came with it; `time` is in Unix seconds.
    init(_ peer: PeerEvidence, by policy: DomainPolicy, at time: Int64) throws(Refusal) {
        let appraisal: Appraisal
        do throws(AppraisalError) {
            appraisal = try Self.appraise(peer, at: time)
        } catch {
            throw Self.refusal(error.code.rawValue, error.message)
        }
        let bound = ProofReportData.prefix + SHA384.hash(data: peer.proof.statement)
        let verdict = policy.appraisal.judge(appraisal, reportData: bound, at: time)
        guard verdict.isAccepted, let set = verdict.measurementSet else {
            throw Self.refusal(verdict.code.rawValue, verdict.reason)
        }
        self.set = set
        measurement = appraisal.codeIdentity
        expires = appraisal.expires
    }

    /// What appraising may take of the secret memory, in bytes: JSON that is nothing but commas and zeros becomes thirteen
    /// times as long, certificates and lists less.
    static func memory(for peer: PeerEvidence) -> Int {
        let answer = peer.proof.evidence
        let certificates = answer.certificates.reduce(0) { $0 + $1.bytes.count }
        return 16
            * (max(peer.collateral.count, answer.collateral.count) + answer.evidence.count + answer.manifest.count
                + answer.root.count + certificates)
    }

    /// Only what an enclave's platform gives: in an RA-TLS certificate other report data than ours is bound.
    private static func appraise(_ peer: PeerEvidence, at time: Int64) throws(AppraisalError) -> Appraisal {
        let answer = peer.proof.evidence
        switch (answer.form, EvidenceShape(of: answer.evidence)?.container) {
        case (.quote, .quote), (.report, .report): break
        default: throw AppraisalError(.malformedEvidence, "This is neither a bare quote nor a bare report.")
        }
        return try EvidenceAppraiser(peer).appraise(answer.evidence, at: time)
    }

    private static func refusal(_ code: String, _ reason: String) -> Refusal {
        Refusal(
            .memberRefused, "the evidence is refused (\(code)): \(reason)",
            remedy: "`casemate attest verify` shows what it says; `casemate domain policy set` changes who is admitted."
        )
    }
}

extension EvidenceAppraiser {
    /// With what came along. None of it is believed: a root that is no vendor's makes it evidence of software, which
    /// counts only where the policy names that root.
    fileprivate init(_ peer: PeerEvidence) throws(AppraisalError) {
        let answer = peer.proof.evidence
        do throws(X509Error) {
            self.init(anchors: answer.root.isEmpty ? .builtIn : TrustAnchors([try Certificate(answer.root)]))
            certificates = try answer.certificates.map { der throws(X509Error) in try Certificate(der.bytes) }
        } catch {
            throw AppraisalError(
                .malformedCollateral, "A certificate beside the evidence cannot be read. \(error.message)")
        }
        servicesManifest = answer.manifest.isEmpty ? nil : answer.manifest
        let papers = peer.collateral.isEmpty ? answer.collateral : peer.collateral
        collateral = papers.isEmpty ? nil : try Collateral(json: papers)
    }
}
