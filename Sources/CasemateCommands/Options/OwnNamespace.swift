internal import FoundationEssentials

/// The namespace the program runs in.
enum OwnNamespace {
    private static let file = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"

    static var current: String {
        if let named = ProcessInfo.processInfo.environment["WATCH_NAMESPACE"], !named.isEmpty { return named }
        let mounted = (try? String(contentsOfFile: file, encoding: .utf8))?.filter { !$0.isWhitespace } ?? ""
        return mounted.isEmpty ? "default" : mounted
    }
}
