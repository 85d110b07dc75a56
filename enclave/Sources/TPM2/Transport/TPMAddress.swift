/// Where a TPM is: `tpm:/dev/tpmrm0`, `tpm:unix:PATH` or `tpm:tcp:LOOPBACK:PORT`.
package struct TPMAddress: Equatable, Sendable, CustomStringConvertible {
    enum Place: Equatable, Sendable {
        case device(path: String)
        case socket(path: String)
        /// 4 or 16 bytes, and a port.
        case tcp(address: [UInt8], port: UInt16)
    }

    let place: Place
    /// As it was written.
    package let description: String

    /// Longest path of a Unix socket in bytes.
    private static let longestPath = 107

    /// Nil unless it has one of the three forms.
    package init?(_ text: String) {
        guard text.hasPrefix("tpm:"), !text.utf8.contains(0) else { return nil }
        let rest = text.dropFirst(4)
        if rest.hasPrefix("/") {
            place = .device(path: String(rest))
        } else if rest.hasPrefix("unix:/"), rest.utf8.count - 5 <= Self.longestPath {
            place = .socket(path: String(rest.dropFirst(5)))
        } else if rest.hasPrefix("tcp:"), let loopback = Self.loopback(rest.dropFirst(4)) {
            place = loopback
        } else {
            return nil
        }
        description = text
    }

    /// Loopback only: while an index is made, who carries the bytes could be the TPM.
    private static func loopback(_ text: Substring) -> Place? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            return nil
        }
        let host = text[..<colon]
        if host == "[::1]" { return .tcp(address: Array(repeating: 0, count: 15) + [1], port: port) }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        guard parts.count == 4, bytes.count == 4, bytes[0] == 127 else { return nil }
        return .tcp(address: bytes, port: port)
    }
}
