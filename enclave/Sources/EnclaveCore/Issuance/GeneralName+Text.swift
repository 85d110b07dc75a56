internal import X509Core

extension GeneralName {
    /// A name from `dns:`, `uri:`, `email:` or `ip:` and its text.
    init(text: String) throws(X509Error) {
        guard let colon = text.firstIndex(of: ":") else { throw Self.unknown(text) }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "dns": self = .dns(value)
        case "uri": self = .uri(value)
        case "email": self = .email(value)
        case "ip":
            guard let octets = IPAddress.parse(value) else {
                throw .malformed("\"\(value)\" is no IP address")
            }
            self = .ip(octets)
        default: throw Self.unknown(text)
        }
    }

    private static func unknown(_ text: String) -> X509Error {
        .unsupported("\"\(text)\" is no name: write dns:, ip:, uri: or email: and the name.")
    }
}
