internal import EnclaveProtocol
internal import FoundationEssentials
internal import X509Core

/// An authority as the requests see it: what it is called in the enclave, what goes beside a leaf, what it may sign.
struct ReadyAuthority: Sendable, Equatable {
    /// In the enclave.
    let name: String
    /// The issuing certificate, DER.
    let certificate: [UInt8]
    /// Its end, Unix seconds.
    let notAfter: Int64
    /// What a verifier who does not know the certificate itself needs: cross certificates while an older root is still
    /// trusted, DER.
    let crossCertificates: [[UInt8]]
    /// Roots that are to be trusted: the authority's own, and older ones until they end, DER.
    let roots: [[UInt8]]
    let limits: IssuingLimits

    /// - Throws: `X509Error` when the enclave's certificates do not parse.
    init(_ info: CAInfo, limits: IssuingLimits, now: Int64) throws(X509Error) {
        var previous: [Certificate] = []
        for blob in info.previous { previous.append(try Certificate(blob.bytes)) }
        previous = previous.filter { $0.content.notAfter > now }
        let chain = info.chain.map(\.bytes)
        guard let own = chain.first else { throw .authority("The authority has no certificate yet.") }
        name = info.name
        certificate = own
        notAfter = info.notAfter
        self.limits = limits
        // The old root and the cross certificate have one subject; only the root's own key verifies it.
        let oldRoots = previous.filter { $0.isSelfSigned }
        crossCertificates = oldRoots.isEmpty ? [] : previous.filter { !$0.isSelfSigned }.map(\.der)
        roots = [chain.last ?? own] + oldRoots.map(\.der)
    }
}

extension Certificate {
    /// Signed with the key it certifies.
    var isSelfSigned: Bool {
        guard content.subject == content.issuer else { return false }
        do throws(X509Error) {
            try verifySignature(by: content.publicKey)
            return true
        } catch {
            return false
        }
    }
}
