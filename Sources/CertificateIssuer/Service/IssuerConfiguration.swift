package import EnclaveClient
package import Kubernetes

/// Everything the service is told at its start; the defaults are those of Intel's program.
package struct IssuerConfiguration: Sendable {
    /// The key that a delivered CA key is wrapped by, as Intel's `--key-wrap-mechanism` names it.
    package enum KeyWrap: String, CaseIterable, Sendable {
        case padded = "aes_key_wrap_pad"
        case gcm = "aes_gcm"
    }

    package var cluster: ClusterConfiguration
    package var enclave: EnclaveAddress
    package var connection = ConnectionConfiguration()
    /// Where issuers of the cluster publish, and where the lease is.
    package var ownNamespace = "default"
    /// Only one process of several works.
    package var electsLeader = false
    package var leaseName = "bb9c3a43.sgx.intel.com"
    package var leaseDuration: Duration = .seconds(15)
    /// Also cert-manager's CertificateRequests.
    package var servesCertManager = true
    package var hasFullChain = false
    package var usesRandomNonce = true
    package var keyWrap = KeyWrap.padded
    package var requiresReference = false
    /// How quotes inside requests are judged; without it requests that carry one fail.
    package var quotes: QuoteAppraisal?
    /// Seconds a certificate lives when nothing is asked.
    package var defaultLifetime: Int64 = 365 * 86_400
    /// Requests of each kind written at once; as many more are with the enclave meanwhile.
    package var workers = 16
    /// Flags that were taken and mean nothing here, for the log.
    package var ignoredFlags: [String] = []

    /// This process, by a name no other has.
    package var instance = "issuer"

    /// The defaults, for one cluster and one enclave.
    package init(cluster: ClusterConfiguration, enclave: EnclaveAddress) {
        self.cluster = cluster
        self.enclave = enclave
    }
}
