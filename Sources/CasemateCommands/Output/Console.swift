internal import Glibc

/// Standard output and standard error, unbuffered.
enum Console {
    /// A line, or lines, on stdout. Throws when nobody reads them, or there is no room.
    static func out(_ text: String) throws(CommandError) {
        guard write(text, to: STDOUT_FILENO) else { throw .output(errno) }
    }

    /// A line, or lines, on stderr: where that is gone, there is nowhere to say so.
    static func err(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// False with an errno when not all was written.
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}

extension CommandError {
    fileprivate static func output(_ number: Int32) -> CommandError {
        CommandError(
            code: "output-failed", message: "Cannot write to stdout: \(String(cString: strerror(number))).",
            remedy: "Whatever was asked for is done; see what became of it before asking again.")
    }
}
