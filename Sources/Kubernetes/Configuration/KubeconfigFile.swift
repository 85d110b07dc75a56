/// A kubeconfig as it is written.
struct KubeconfigFile: Decodable {
    struct NamedContext: Decodable {
        let name: String
        let context: Kubeconfig.Context
    }

    struct NamedCluster: Decodable {
        let name: String
        let cluster: Kubeconfig.Cluster
    }

    struct NamedUser: Decodable {
        let name: String
        let user: Kubeconfig.User
    }

    let currentContext: String?
    let contexts: [NamedContext]
    let clusters: [NamedCluster]
    let users: [NamedUser]

    enum CodingKeys: String, CodingKey {
        case currentContext = "current-context"
        case contexts, clusters, users
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        currentContext = try container.decodeIfPresent(String.self, forKey: .currentContext)
        contexts = try container.decodeIfPresent([NamedContext].self, forKey: .contexts) ?? []
        clusters = try container.decodeIfPresent([NamedCluster].self, forKey: .clusters) ?? []
        users = try container.decodeIfPresent([NamedUser].self, forKey: .users) ?? []
    }
}

extension Kubeconfig {
    struct Context: Decodable {
        let cluster: String
        let user: String?
        let namespace: String?
    }

    struct Cluster: Decodable {
        let server: String
        var certificateAuthority: String?
        let certificateAuthorityData: String?
        let insecureSkipTLSVerify: Bool?
        let tlsServerName: String?
        let proxyURL: String?

        enum CodingKeys: String, CodingKey {
            case server
            case certificateAuthority = "certificate-authority"
            case certificateAuthorityData = "certificate-authority-data"
            case insecureSkipTLSVerify = "insecure-skip-tls-verify"
            case tlsServerName = "tls-server-name"
            case proxyURL = "proxy-url"
        }
    }

    struct User: Decodable {
        var clientCertificate: String?
        let clientCertificateData: String?
        var clientKey: String?
        let clientKeyData: String?
        let token: String?
        var tokenFile: String?
        let username: String?
        let password: String?
        var exec: CredentialProgram?
        let authProvider: AuthProvider?
        let asUser: String?
        let asUID: String?
        let asGroups: [String]?
        let asUserExtra: [String: [String]]?

        enum CodingKeys: String, CodingKey {
            case clientCertificate = "client-certificate"
            case clientCertificateData = "client-certificate-data"
            case clientKey = "client-key"
            case clientKeyData = "client-key-data"
            case token, tokenFile, username, password, exec
            case authProvider = "auth-provider"
            case asUser = "as"
            case asUID = "as-uid"
            case asGroups = "as-groups"
            case asUserExtra = "as-user-extra"
        }
    }

    struct AuthProvider: Decodable {
        let name: String?
    }
}
