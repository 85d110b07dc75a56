internal import EnclaveClient
internal import EnclaveProtocol
internal import X509Core

/// Has the enclave sign what a request asks, within an issuer's limits.
struct RequestSigner: Sendable {
    let enclave: ReconnectingClient
    /// Seconds, when neither request nor issuer says anything.
    let defaultLifetime: Int64
    /// Looks at the quotes of requests that have one.
    let attester: RequestAttester

    /// - Parameter uid: the request's own, of whichever kind it is.
    /// - Throws: `RequestFault` for what is never signed; `EnclaveClientError` and `AttestationTrouble` for what may be
    ///   later.
    func sign(_ demand: SigningDemand, uid: String, by authority: ReadyAuthority) async throws -> SignedCertificate {
        let request = try Self.reading { () throws(X509Error) in try UnverifiedCSR(demand.request) }
        try Self.checkNames(request, within: authority.limits)
        let quote = try await attester.verify(request, uid: uid, within: authority.limits)
        let call = CAIssue(
            name: authority.name, request: request.der, profile: authority.limits.profile ?? "",
            lifetime: lifetime(of: demand, by: authority), usages: demand.usages,
            requester: AuthorityName.fitted(Self.printable(demand.requester), into: 253))
        let answer = try await issue(call, isAttested: quote != nil)
        guard let leaf = answer.chain.first else { throw RequestFault.signing("the enclave answered no certificate") }
        return SignedCertificate(
            leafAndCrosses: [leaf.bytes] + authority.crossCertificates,
            intermediates: answer.chain.dropFirst().map(\.bytes), issuer: authority.certificate, quote: quote)
    }

    /// A certificate whose requester's quote was verified says so; that is an operation of its own.
    private func issue(_ call: CAIssue, isAttested: Bool) async throws -> CAIssueAnswer {
        do throws(EnclaveClientError) {
            return try await isAttested ? enclave.call(CAIssueAttested(call)) : enclave.call(call)
        } catch {
            guard !error.isPassing, error.code != .refused(.notFound), error.code != .refused(.keyNotActive) else {
                throw error
            }
            throw RequestFault.signing("failed to sign: \(error.message)")
        }
    }

    /// As asked, clamped: istiod asks ten years for itself. The enclave clamps to the profile and the CA's own end too.
    private func lifetime(of demand: SigningDemand, by authority: ReadyAuthority) -> Int64 {
        let asked = demand.lifetime ?? defaultLifetime
        return min(asked, authority.limits.maximumLifetime ?? asked)
    }

    private static func checkNames(_ request: UnverifiedCSR, within limits: IssuingLimits) throws(RequestFault) {
        guard let patterns = limits.names else { return }
        let verified = try reading { () throws(X509Error) in try request.verified() }
        if let stranger = verified.name(outside: patterns) {
            throw .signing("the request is refused: \(stranger) is outside the issuer's spec.names")
        }
    }

    private static func reading<Value>(_ body: () throws(X509Error) -> Value) throws(RequestFault) -> Value {
        do throws(X509Error) {
            return try body()
        } catch {
            throw .signing("the request is refused: \(error.message)")
        }
    }

    // The audit takes ASCII lines; a user name may hold anything.
    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
