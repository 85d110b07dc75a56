internal import Kubernetes

/// Reads the signer names of CertificateSigningRequests.
///
/// `tcsissuer.tcs.intel.com/<namespace>.<name>`, `tcsclusterissuer.tcs.intel.com/<name>`, and for issuers of the cluster
/// also `<own namespace>.<name>`, which Intel's documents show. Nothing else before the name is taken: whoever may approve
/// `x.ca1` must not reach `ca1` by it. A namespace has no dot, names of issuers may have some.
enum SignerName {
    /// The issuers that a signer name may mean, the one to prefer first; empty when it is not one of ours.
    static func candidates(_ text: String, ownNamespace: String) -> [IssuerReference] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty,
            let kind = IssuerKind.allCases.first(where: { $0.domain == parts[0] })
        else { return [] }
        switch kind {
        case .namespaced: return namespaced(parts[1]).map { [$0] } ?? []
        case .cluster: return [IssuerReference(.cluster, ObjectKey(name: parts[1]))] + prefixed(parts[1], ownNamespace)
        }
    }

    private static func namespaced(_ path: String) -> IssuerReference? {
        guard let dot = path.firstIndex(of: "."), dot != path.startIndex else { return nil }
        let name = path[path.index(after: dot)...]
        guard !name.isEmpty else { return nil }
        return IssuerReference(.namespaced, ObjectKey(namespace: String(path[..<dot]), name: String(name)))
    }

    private static func prefixed(_ path: String, _ namespace: String) -> [IssuerReference] {
        guard path.hasPrefix(namespace + "."), path.count > namespace.count + 1 else { return [] }
        return [IssuerReference(.cluster, ObjectKey(name: String(path.dropFirst(namespace.count + 1))))]
    }
}
