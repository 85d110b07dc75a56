internal import EnclaveProtocol
internal import Kubernetes

/// A request for a certificate, of either kind; what the one reconciler needs to know of it.
protocol SigningRequest: KubernetesResource {
    /// The issuers that may be meant, the one to prefer first; empty when the request is none of ours.
    func issuers(ownNamespace: String) -> [IssuerReference]
    /// Where it stands.
    var stage: RequestStage { get }
    /// Who asked: one whose many requests are not to hold up others'.
    var requester: String { get }
    /// What is asked; throws for what will never be signed.
    func demand() throws(RequestFault) -> SigningDemand
    /// Whether someone else has to allow the reference to an issuer of a namespace.
    func review(of issuer: IssuerReference) -> SubjectAccessReview?
    /// The patch of `status` that ends it.
    func verdict(_ verdict: RequestVerdict, _ context: RequestContext) -> Patch?
}

/// What a verdict depends on.
struct RequestContext: Sendable {
    /// `--csr-full-cert-chain`.
    let hasFullChain: Bool
    let now: Timestamp
}

/// Where a request stands.
enum RequestStage: Sendable, Equatable {
    case waitsForApproval
    case approved
    /// Denied, and the status does not say so yet.
    case denied
    case finished
}

/// What is written into a request's status.
enum RequestVerdict: Sendable, Equatable {
    case signed(SignedCertificate)
    case failed(RequestFault)
    case denied
    /// Not yet, and why.
    case pending(String)
}

extension SigningRequest {
    /// Whether there is something to do about it: approved or denied, not ended, and for an issuer of ours.
    func isOpen(ownNamespace: String) -> Bool {
        switch stage {
        case .approved, .denied: !issuers(ownNamespace: ownNamespace).isEmpty
        case .waitsForApproval, .finished: false
        }
    }

    /// A PEM behind base64, as both kinds carry it.
    static func pem(_ base64: String) throws(RequestFault) -> [UInt8] {
        guard let pem = Base64.bytes(base64), !pem.isEmpty else {
            throw .signing("the request is not base64 of a PEM block")
        }
        return pem
    }

    /// Refuses what belongs to CA certificates.
    static func checked(_ usages: [String]) throws(RequestFault) -> [String] {
        if let usage = usages.first(where: { ["cert sign", "crl sign"].contains($0.lowercased()) }) {
            throw .signing("key usage error> '\(usage)' belongs to CA certificates, which are not issued here")
        }
        return usages
    }
}
