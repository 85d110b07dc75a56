/// `HOST`, `HOST:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`.
package struct KMIPPeer: Sendable, Equatable {
    package let host: String
    package let port: Int

    // The port registered for KMIP.
    private static let defaultPort = 5696

    package init?(_ text: String) {
        let isBracketed = text.hasPrefix("[")
        let end = isBracketed ? text.firstIndex(of: "]") : text.lastIndex(of: ":")
        let name = text[..<(end ?? text.endIndex)].drop { $0 == "[" }
        guard !name.isEmpty, isBracketed ? end != nil : !name.contains(":") else { return nil }
        host = String(name)
        let rest = end.map { text[(isBracketed ? text.index(after: $0) : $0)...] } ?? ""
        guard !rest.isEmpty else {
            port = Self.defaultPort
            return
        }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        self.port = Int(port)
    }
}
