package import EnclaveClient
package import ServiceKit

/// What the plugin is told.
package struct KMSConfiguration: Sendable {
    /// The enclave that holds the keys, and how to greet it.
    package var enclave: EnclaveAddress
    package var connection = ConnectionConfiguration()
    /// The key that seals, and those that only open.
    package var keys: KeyNames
    /// Where the API server connects.
    package var socketPath: String
    /// Users whose processes may connect: the plugin's own and root unless said otherwise.
    package var allowedUsers: Set<UInt32>
    package var decryptLimits = DecryptLimits()
    /// Where the keys come from; nil for keys that are in the enclave already.
    package var source: ProviderFile?
    /// How long keys of a remote source may be used without a word from it, and where what it said last is kept.
    package var lease = Duration.seconds(86_400)
    package var leaseRecord = "/var/lib/casemate-kms/lease.json"
    /// Serves with a key that is in no backup.
    package var acceptsLoss = false
    /// How old the newest version of the key may become, in seconds; nil for ever.
    package var rotationPeriod: Int64?
    /// Leaves freed memory as it is and lets cores be dumped: what a test of the opposite needs for comparison.
    package var keepsFreedMemory = false
    package var service = DaemonConfiguration()

    /// The defaults for all that is not given.
    package init(enclave: EnclaveAddress, keys: KeyNames, socketPath: String, allowedUsers: Set<UInt32>) {
        self.enclave = enclave
        self.keys = keys
        self.socketPath = socketPath
        self.allowedUsers = allowedUsers
    }

    /// The path of `unix:///PATH` or `unix:PATH`, as kube-apiserver's configuration names it; nil for anything else, and
    /// for an abstract socket (`unix:///@NAME`), which no file mode protects.
    package static func path(ofEndpoint text: String) -> String? {
        for scheme in ["unix://", "unix:"] where text.hasPrefix(scheme) {
            let path = text.dropFirst(scheme.count)
            return path.hasPrefix("/") && path.count > 1 && !path.hasPrefix("/@") ? String(path) : nil
        }
        return nil
    }
}
