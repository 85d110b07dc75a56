internal import EnclaveProtocol
internal import FoundationEssentials

/// Times as the command line writes them.
enum Timestamp {
    /// RFC 3339, or null for 0, which stands for no time.
    static func json(_ unixSeconds: Int64) -> JSONValue {
        unixSeconds == 0 ? .null : .string(RFC3339.text(unixSeconds))
    }

    /// Unix seconds now.
    static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
