internal import EnclaveClient
internal import EnclaveProtocol
internal import X509Core

/// Has the enclave sign what a request asks, within an issuer's limits.
struct RequestSigner: Sendable {
    let enclave: OnDemandLink
    /// Seconds, when neither request nor issuer says anything.
    let defaultLifetime: Int64

    /// - Throws: `RequestFault` for what is never signed, `EnclaveClientError` for what may be later.
    func sign(_ demand: SigningDemand, by authority: ReadyAuthority) async throws -> SignedCertificate {
        let request = try Self.parsed(demand.request, within: authority.limits)
        let call = CAIssue(
            name: authority.name, request: request, profile: authority.limits.profile ?? "",
            lifetime: lifetime(of: demand, by: authority), usages: demand.usages,
            requester: AuthorityName.fitted(Self.printable(demand.requester), into: 253))
        let answer: CAIssueAnswer
        do throws(EnclaveClientError) {
            answer = try await enclave.call(call)
        } catch {
            guard !error.isPassing, error.code != .refused(.notFound), error.code != .refused(.keyNotActive) else {
                throw error
            }
            throw RequestFault.signing("failed to sign: \(error.message)")
        }
        guard let leaf = answer.chain.first else { throw RequestFault.signing("the enclave answered no certificate") }
        return SignedCertificate(
            leafAndCrosses: [leaf.bytes] + authority.crossCertificates,
            intermediates: answer.chain.dropFirst().map(\.bytes), issuer: authority.certificate)
    }

    /// As asked, clamped: istiod asks ten years for itself. The enclave clamps to the profile and the CA's own end too.
    private func lifetime(of demand: SigningDemand, by authority: ReadyAuthority) -> Int64 {
        let asked = demand.lifetime ?? defaultLifetime
        return min(asked, authority.limits.maximumLifetime ?? asked)
    }

    private static func parsed(_ pem: [UInt8], within limits: IssuingLimits) throws(RequestFault) -> [UInt8] {
        let request = try reading { () throws(X509Error) in try UnverifiedCSR(pem) }
        guard !request.der.contains(quoteExtension) else {
            throw RequestFault(
                reason: "AttestationNotSupported", message: "quotes inside requests are not verified by this issuer")
        }
        guard let patterns = limits.names else { return request.der }
        let verified = try reading { () throws(X509Error) in try request.verified() }
        if let stranger = verified.name(outside: patterns) {
            throw .signing("the request is refused: \(stranger) is outside the issuer's spec.names")
        }
        return request.der
    }

    private static func reading<Value>(_ body: () throws(X509Error) -> Value) throws(RequestFault) -> Value {
        do throws(X509Error) {
            return try body()
        } catch {
            throw .signing("the request is refused: \(error.message)")
        }
    }

    /// DER of 1.3.6.1.4.1.54392.5.1283, the extension that carries a quote.
    private static let quoteExtension: [UInt8] = [
        0x06, 0x0b, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xa8, 0x78, 0x05, 0x8a, 0x03,
    ]

    // The audit takes ASCII lines; a user name may hold anything.
    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
