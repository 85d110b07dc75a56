extension ListenerAddress {
    /// Reads `unix:PATH` or `tcp:LOOPBACK:PORT` with `,identity=`, `,uid=` and `,session=` behind it.
    package static func parse(_ text: String) throws(ServerError) -> ListenerAddress {
        var parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let endpoint = try Endpoint(parsing: parts.removeFirst(), of: text)
        var address = ListenerAddress(endpoint: endpoint)
        var seen: Set<String> = []
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw .invalidListener(text, reason: "`\(part)` is not NAME=VALUE") }
            guard seen.insert(pair[0]).inserted else {
                throw .invalidListener(text, reason: "\(pair[0]) is given twice")
            }
            try address.set(pair[0], to: pair[1], of: text)
        }
        return address
    }

    private mutating func set(_ name: String, to value: String, of text: String) throws(ServerError) {
        switch name {
        case "identity":
            guard Self.isIdentity(value) else {
                throw .invalidListener(text, reason: "an identity is 1 to 64 of a-z, 0-9, `-`, `.` and `_`")
            }
            identity = value
        case "uid":
            guard case .unix = endpoint else {
                throw .invalidListener(text, reason: "uid= is for Unix sockets: TCP does not tell the user")
            }
            guard let number = UInt32(value) else {
                throw .invalidListener(text, reason: "uid= takes a number")
            }
            user = number
        case "session":
            try setSession(value, of: text)
        default:
            throw .invalidListener(text, reason: "there is no setting \(name)")
        }
    }

    private mutating func setSession(_ value: String, of text: String) throws(ServerError) {
        switch (value, endpoint) {
        case ("required", _): requiresSession = true
        case ("optional", .unix): requiresSession = false
        case ("optional", .tcp):
            throw .invalidListener(text, reason: "a sealed session is always required on TCP")
        default:
            throw .invalidListener(text, reason: "session= takes required or optional")
        }
    }

    private static func isIdentity(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

extension ListenerAddress.Endpoint {
    /// Longest path of a Unix socket in bytes.
    static let maximumPath = 107

    fileprivate init(parsing word: String, of text: String) throws(ServerError) {
        if word.hasPrefix("unix:") {
            let path = String(word.dropFirst(5))
            guard path.hasPrefix("/") else { throw .invalidListener(text, reason: "the path must begin with /") }
            guard path.utf8.count <= Self.maximumPath, !path.utf8.contains(0) else {
                throw .invalidListener(text, reason: "a socket's path has at most \(Self.maximumPath) bytes")
            }
            self = .unix(path: path)
        } else if word.hasPrefix("tcp:") {
            self = try Self.loopback(String(word.dropFirst(4)), of: text)
        } else {
            throw .invalidListener(text, reason: "it begins with neither unix: nor tcp:")
        }
    }

    private static func loopback(_ word: String, of text: String) throws(ServerError) -> Self {
        guard let colon = word.lastIndex(of: ":"), let port = UInt16(word[word.index(after: colon)...]) else {
            throw .invalidListener(text, reason: "the port is missing or not a number up to 65535")
        }
        let host = word[..<colon]
        if host == "[::1]" { return .tcp(address: Array(repeating: 0, count: 15) + [1], port: port) }
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4, let first = bytes[0], first == 127 else {
            throw .invalidListener(text, reason: "only the loopback addresses 127.x.x.x and [::1] are listened on")
        }
        let address = bytes.compactMap(\.self)
        guard address.count == 4 else { throw .invalidListener(text, reason: "the address is not four numbers") }
        return .tcp(address: address, port: port)
    }
}
