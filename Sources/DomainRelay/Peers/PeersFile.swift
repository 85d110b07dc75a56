internal import Glibc
internal import ServiceKit

/// A list of peers in a file: an address a line, `#` begins a comment.
enum PeersFile {
    /// More than a domain has members, and bounded.
    static let limit = 256

    static func read(_ path: String) throws(ServiceError) -> [PeerAddress] {
        guard let text = content(of: path) else {
            throw ServiceError(
                code: "peers-unreadable", message: "The peers file \(path) cannot be read.",
                remedy: "Give a readable file of at most 64 KiB, HOST:PORT a line.")
        }
        return try parse(text, named: path)
    }

    static func parse(_ text: String, named path: String) throws(ServiceError) -> [PeerAddress] {
        var peers: [PeerAddress] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            guard !word.isEmpty else { continue }
            guard let peer = PeerAddress(word), peers.count < limit else {
                throw ServiceError(
                    code: "peers-invalid", message: "Line \(index + 1) of \(path) is not HOST:PORT, or one too many.",
                    remedy: "Write an address a line, at most \(limit).")
            }
            if !peers.contains(peer) { peers.append(peer) }
        }
        return peers
    }

    private static func content(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: (64 << 10) + 1)
        let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
        guard ferror(file) == 0, count < bytes.count else { return nil }
        return String(validating: bytes[..<count], as: UTF8.self)
    }
}
