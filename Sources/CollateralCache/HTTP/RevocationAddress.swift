/// The CRL addresses that certificates of Intel's name. Others are never fetched for a client.
enum RevocationAddress {
    private static let rootFiles = ["IntelSGXRootCA.der", "IntelSGXRootCA.crl"]
    private static let maximumLength = 2048

    /// The document at this address; throws `invalidRequest` for any other.
    static func operation(_ uri: String?) throws(CacheRefusal) -> CacheOperation {
        if let uri, uri.utf8.count <= maximumLength, let operation = known[uri] { return operation }
        throw CacheRefusal(.invalidRequest, "uri must be the address of a CRL of Intel's SGX CAs.")
    }

    private static let known: [String: CacheOperation] = {
        var table: [String: CacheOperation] = [:]
        for file in rootFiles {
            table["https://certificates.trustedservices.intel.com/\(file)"] = .document(.rootCRL, .asReceived)
        }
        for version in ["v3", "v4"] {
            for authority in PCKAuthority.allCases {
                let base = "https://api.trustedservices.intel.com/sgx/certification/\(version)/pckcrl?ca=\(authority)"
                table[base] = .document(.pckCRL(authority), .pem)
                table[base + "&encoding=pem"] = .document(.pckCRL(authority), .pem)
                table[base + "&encoding=der"] = .document(.pckCRL(authority), .asReceived)
            }
        }
        return table
    }()
}
