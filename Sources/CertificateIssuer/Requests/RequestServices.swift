internal import Kubernetes
internal import KubernetesController
internal import Logging

/// What the reconcilers of both kinds of requests share.
struct RequestServices: Sendable {
    let client: KubernetesClient
    let catalog: IssuerCatalog
    let directory: AuthorityDirectory
    let signer: RequestSigner
    let events: EventRecorder
    let metrics: IssuerMetrics
    let logger: Logger
    let ownNamespace: String
    /// `--csr-full-cert-chain`.
    let hasFullChain: Bool
    /// `--require-reference`.
    let requiresReference: Bool
    /// Unix seconds.
    let now: @Sendable () -> Int64
    /// Has an issuer looked at because signing by it failed.
    let reportTrouble: @Sendable (IssuerReference) -> Void

    var context: RequestContext {
        RequestContext(hasFullChain: hasFullChain, now: Timestamp(seconds: now()))
    }

    /// The issuer a request means: the one there is, or the preferred name if there is none yet; nil for foreign requests.
    func issuer(of request: some SigningRequest) -> IssuerReference? {
        let candidates = request.issuers(ownNamespace: ownNamespace)
        return candidates.first { catalog[$0] != nil } ?? candidates.first
    }

    /// Whoever can make a CertificateSigningRequest could name any namespace's issuer; with `--require-reference` they need
    /// the verb `reference` on it.
    func checkReference(of request: some SigningRequest, to issuer: IssuerReference) async throws {
        guard requiresReference, let review = request.review(of: issuer) else { return }
        let answer = try await client.resources(SubjectAccessReview.self).create(review)
        guard answer.status?.allowed == true else {
            throw RequestFault(
                reason: "DeniedReference",
                message: "\(request.requester) may not reference \(issuer): grant the verb reference on it")
        }
    }

    func note<Request: SigningRequest>(
        _ kind: EventRecorder.Kind, _ reason: String, _ message: String, _ request: Request
    ) {
        events.record(
            kind, reason: reason, action: "Sign", note: message, about: request.metadata, of: Request.resource)
    }
}
