internal import ArgumentParser

/// Where kube-apiserver's etcd is, and who we are to it.
struct EtcdOptions: ParsableArguments {
    @Option(help: ArgumentHelp("etcd's client URL; without it only metrics are looked at.", valueName: "url"))
    var etcd: EtcdAddress?
    @Option(help: ArgumentHelp("The authorities of its certificate, PEM; else the system's.", valueName: "file"))
    var etcdCa: String?
    @Option(help: ArgumentHelp("Our certificate, leaf first, PEM.", valueName: "file")) var etcdCertificate: String?
    @Option(help: ArgumentHelp("Its key, PEM.", valueName: "file")) var etcdKey: String?
    @Option(help: ArgumentHelp("kube-apiserver's --etcd-prefix.", valueName: "path")) var etcdPrefix = "/registry"

    /// The store; nil where no etcd is given.
    var store: EtcdStore? {
        guard let etcd else { return nil }
        let connection = EtcdConnection(
            address: etcd, authority: etcdCa, certificate: etcdCertificate, key: etcdKey)
        let prefix = etcdPrefix.hasSuffix("/") ? String(etcdPrefix.dropLast()) : etcdPrefix
        return EtcdStore(connection: connection, prefix: prefix)
    }

    func validate() throws {
        guard (etcdCertificate == nil) == (etcdKey == nil) else {
            throw ValidationError("--etcd-certificate and --etcd-key belong together.")
        }
        guard etcd?.isSecure == true || (etcdCa == nil && etcdKey == nil) else {
            throw ValidationError("--etcd-ca, --etcd-certificate and --etcd-key need --etcd https://HOST:PORT.")
        }
        guard etcdPrefix.hasPrefix("/"), etcdPrefix.count > 1 else {
            throw ValidationError("--etcd-prefix is like /registry.")
        }
    }
}
