internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// What a credential program prints.
///
/// Source: Kubernetes reference, "Client Authentication (v1)".
struct ExecCredential: Codable {
    struct Status: Codable {
        var token: String?
        var clientCertificateData: String?
        var clientKeyData: String?
        var expirationTimestamp: Timestamp?
    }

    struct Spec: Codable {
        var interactive = false
        var cluster: Cluster?
    }

    struct Cluster: Codable {
        var server: String
        var tlsServerName: String?
        var insecureSkipTLSVerify: Bool?
        var certificateAuthorityData: String?
        var proxyURL: String?

        enum CodingKeys: String, CodingKey {
            case server
            case tlsServerName = "tls-server-name"
            case insecureSkipTLSVerify = "insecure-skip-tls-verify"
            case certificateAuthorityData = "certificate-authority-data"
            case proxyURL = "proxy-url"
        }
    }

    var kind = "ExecCredential"
    var apiVersion: String
    var spec: Spec?
    var status: Status?
}

extension CredentialProgram {
    /// Runs the program and reads what it prints. Throws `credentialFailed`.
    func run() async throws(KubernetesError) -> ExecCredential.Status {
        guard interactiveMode != "Always" else {
            throw failure("it wants a terminal (interactiveMode Always)")
        }
        let output = try await printed()
        guard let credential = try? JSONDecoder().decode(ExecCredential.self, from: Data(output.utf8)) else {
            throw failure("it printed no ExecCredential")
        }
        guard credential.apiVersion == apiVersion else {
            throw failure("it answered in \(credential.apiVersion), not in \(apiVersion)")
        }
        guard let status = credential.status, status.token != nil || status.clientCertificateData != nil else {
            throw failure("it gave neither a token nor a certificate")
        }
        guard (status.clientCertificateData == nil) == (status.clientKeyData == nil) else {
            throw failure("it gave only one of a certificate and its key")
        }
        return status
    }

    private func printed() async throws(KubernetesError) -> String {
        let variables = try variables()
        do {
            let executable: Executable = command.contains("/") ? .path(FilePath(command)) : .name(command)
            let result = try await Subprocess.run(
                executable, arguments: Arguments(arguments ?? []), environment: .inherit.updating(variables),
                input: .none, output: .string(limit: LocalFile.maximumSize), error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                throw failure("it failed (\(result.terminationStatus)): \(result.standardError.prefix(500))")
            }
            return result.standardOutput
        } catch let error as KubernetesError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw failure("it could not be run: \(error)")
        }
    }

    private func variables() throws(KubernetesError) -> [Environment.Key: String] {
        var spec = ExecCredential.Spec()
        spec.cluster = try cluster?.execCluster()
        let information = ExecCredential(apiVersion: apiVersion, spec: spec)
        var variables: [Environment.Key: String] = [:]
        for variable in environment ?? [] {
            variables[Environment.Key(stringLiteral: variable.name)] = variable.value
        }
        if let json = try? JSONEncoder().encode(information) {
            variables["KUBERNETES_EXEC_INFO"] = String(decoding: json, as: UTF8.self)
        }
        return variables
    }

    private func failure(_ what: String) -> KubernetesError {
        KubernetesError(
            .credentialFailed, "The credential program \(command) gave no credential: \(what).",
            remedy: installHint ?? "Run it by hand; see `exec` of the kubeconfig.")
    }
}

extension CredentialProgram.Cluster {
    fileprivate func execCluster() throws(KubernetesError) -> ExecCredential.Cluster {
        var cluster = ExecCredential.Cluster(server: server, tlsServerName: tlsServerName, proxyURL: proxy)
        switch trust {
        case .systemRoots: break
        case .anyone: cluster.insecureSkipTLSVerify = true
        case .authorities(let source): cluster.certificateAuthorityData = Base64.encode(try source.read())
        }
        return cluster
    }
}

extension ClusterConfiguration.Source {
    /// The bytes, read from the file if it is one.
    func read() throws(KubernetesError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let path): try LocalFile.bytes(path)
        }
    }
}
