internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// A request as the API names it.
struct APIRequest: Sendable {
    struct Body: Sendable {
        var contentType: String
        var bytes: [UInt8]
    }

    /// The form of an answer that shows nothing but an object's metadata.
    static let metadataAlone = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"

    var method: HTTPMethod = .GET
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: Body?
    /// The form of the answer.
    var accept = "application/json"

    /// Whether it can be sent twice without harm.
    var isRead: Bool { method == .GET }

    /// What a person calls it in an error.
    var summary: String { "\(method.rawValue) /\(path.joined(separator: "/"))" }

    func httpRequest(to server: ServerAddress, configuration: ClusterConfiguration, credential: Credential)
        -> HTTPClientRequest
    {
        var url = server.base + "/" + path.map(PercentEncoding.component).joined(separator: "/")
        if !query.isEmpty { url += "?" + PercentEncoding.query(query) }
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "Accept", value: accept)
        request.headers.add(name: "User-Agent", value: configuration.userAgent)
        if let authorization = credential.authorization {
            request.headers.add(name: "Authorization", value: authorization)
        }
        for (name, value) in configuration.impersonation?.headers ?? [] {
            request.headers.add(name: name, value: value)
        }
        if let body {
            request.headers.add(name: "Content-Type", value: body.contentType)
            request.body = .bytes(ByteBuffer(bytes: body.bytes))
        }
        if server.isSecure { request.tlsConfiguration = credential.tls }
        return request
    }
}
