internal import Glibc

/// Files that a command reads; `-` is standard input.
enum InputFile {
    /// Reads a whole file of at most `limit` bytes.
    static func read(_ name: String, limit: Int = 1 << 24) throws(CommandError) -> [UInt8] {
        let descriptor = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file("read", name, errno) }
        defer { if name != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file("read", name, errno) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw CommandError(
                    code: "file-too-long", message: "\(name) is longer than \(limit) bytes.", remedy: "Check the name.")
            }
        }
    }
}

extension CommandError {
    /// A file operation that failed with an errno.
    static func file(_ action: String, _ name: String, _ number: Int32) -> CommandError {
        CommandError(
            code: "file-error", message: "Cannot \(action) \(name): \(String(cString: strerror(number))).",
            remedy: "Check the name and its permissions.")
    }
}
