extension Kubeconfig.Cluster {
    func resolved(in directory: String) -> Self {
        var cluster = self
        cluster.certificateAuthority = certificateAuthority.map { LocalFile.resolve($0, beside: directory) }
        return cluster
    }

    func configuration() throws(KubernetesError) -> ClusterConfiguration {
        var configuration = ClusterConfiguration(server: server)
        configuration.tlsServerName = tlsServerName.flatMap { $0.isEmpty ? nil : $0 }
        configuration.proxy = proxyURL.flatMap { $0.isEmpty ? nil : $0 }
        let authority = try Kubeconfig.source(
            data: certificateAuthorityData, file: certificateAuthority, field: "certificate-authority-data")
        if insecureSkipTLSVerify == true {
            guard authority == nil else {
                throw .invalidConfiguration(
                    "The cluster has both an authority and insecure-skip-tls-verify.", remedy: "Remove one of them.")
            }
            configuration.trust = .anyone
        } else if let authority {
            configuration.trust = .authorities(authority)
        }
        return configuration
    }
}

extension Kubeconfig.User {
    func resolved(in directory: String) -> Self {
        var user = self
        user.clientCertificate = clientCertificate.map { LocalFile.resolve($0, beside: directory) }
        user.clientKey = clientKey.map { LocalFile.resolve($0, beside: directory) }
        user.tokenFile = tokenFile.map { LocalFile.resolve($0, beside: directory) }
        if let exec, exec.command.contains("/") {
            user.exec?.command = LocalFile.resolve(exec.command, beside: directory)
        }
        return user
    }

    var impersonation: Impersonation? {
        asUser.map { Impersonation(user: $0, uid: asUID, groups: asGroups ?? [], extra: asUserExtra ?? [:]) }
    }

    /// A file of a token goes before the token, and either before a name and password.
    func credential(
        of name: String, for cluster: ClusterConfiguration
    ) throws(KubernetesError) -> CredentialSource {
        if let authProvider {
            throw .invalidConfiguration(
                "User \"\(name)\" uses the auth-provider \(authProvider.name ?? ""), which Kubernetes has removed.",
                remedy: "Use the provider's exec plugin.")
        }
        var sources: [CredentialSource] = []
        if let certificate = try certificate(of: name) { sources.append(certificate) }
        if let tokenFile, !tokenFile.isEmpty {
            sources.append(.tokenFile(tokenFile))
        } else if let token, !token.isEmpty {
            sources.append(.token(token))
        } else if let username, !username.isEmpty {
            sources.append(.basic(user: username, password: password ?? ""))
        } else if var exec {
            if exec.provideClusterInfo == true { exec.cluster = cluster.programCluster }
            sources.append(.program(exec))
        }
        return sources.count == 1 ? sources[0] : .all(sources)
    }

    private func certificate(of name: String) throws(KubernetesError) -> CredentialSource? {
        let certificate = try Kubeconfig.source(
            data: clientCertificateData, file: clientCertificate, field: "client-certificate-data")
        let key = try Kubeconfig.source(data: clientKeyData, file: clientKey, field: "client-key-data")
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return .certificate(certificate: certificate, key: key)
        default:
            throw .invalidConfiguration(
                "User \"\(name)\" has only one of a client certificate and its key.", remedy: "Give both.")
        }
    }
}

extension Kubeconfig {
    /// Data goes before a file.
    fileprivate static func source(
        data: String?, file: String?, field: String
    ) throws(KubernetesError) -> ClusterConfiguration.Source? {
        if let data, !data.isEmpty {
            guard let bytes = Base64.decode(data), !bytes.isEmpty else {
                throw .invalidConfiguration("\(field) is no base64.", remedy: "Copy it again.")
            }
            return .bytes(bytes)
        }
        return file.flatMap { $0.isEmpty ? nil : .file($0) }
    }
}

extension ClusterConfiguration {
    fileprivate var programCluster: CredentialProgram.Cluster {
        CredentialProgram.Cluster(server: server, tlsServerName: tlsServerName, trust: trust, proxy: proxy)
    }
}
