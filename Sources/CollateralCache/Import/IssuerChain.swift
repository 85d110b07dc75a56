internal import X509Core

/// Issuer chains as headers carry them: percent-encoded PEM, the root last.
enum IssuerChain {
    /// The chain as a header's value, whether it was encoded or not.
    static func headerValue(_ chain: String) -> String {
        chain.contains("\n") ? PercentEncoding.encoded(chain) : chain
    }

    /// Throws `integrity` when chains end in different roots, `invalidRequest` when one is no chain.
    static func requireOneRoot(_ chains: [String]) throws(CacheRefusal) {
        var root: [UInt8]?
        for chain in chains {
            guard let text = PercentEncoding.decoded(chain), text.hasPrefix("-----BEGIN CERTIFICATE-----"),
                let last = try? Certificate.readAll(Array(text.utf8)).last
            else {
                throw CacheRefusal(.invalidRequest, "An issuer chain is not PEM.")
            }
            guard root == nil || root == last.der else {
                throw CacheRefusal(.integrity, "The issuer chains end in different roots.")
            }
            root = last.der
        }
    }
}
