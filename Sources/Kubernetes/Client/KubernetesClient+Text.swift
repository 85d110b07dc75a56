internal import NIOCore

extension KubernetesClient {
    /// What the server answers as text at a path outside resources, for example `/metrics`.
    public func text(path: String) async throws(KubernetesError) -> String {
        var request = APIRequest(path: path.split(separator: "/").map(String.init))
        request.accept = "text/plain"
        return String(buffer: try await send(request))
    }
}
