internal import Glibc

/// A file to come, whose draft and room on the disk are there already: for what cannot be asked for twice. The draft is
/// removed unless it is written.
final class ReservedFile {
    private let name: String
    private let draft: String
    private let descriptor: Int32

    /// Reserves `room` bytes. Throws where a file of that name could not be written.
    init(_ name: String, room: Int, _ protection: OutputFile.Protection) throws(CommandError) {
        guard !OutputFile.isSpecial(name) else {
            throw CommandError(
                code: "file-error", message: "\(name) is there and no file.",
                remedy: "Remove it, or choose another place.")
        }
        self.name = name
        draft = "\(name).\(getpid()).new"
        descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, protection.rawValue)
        guard descriptor >= 0 else { throw .file("create", draft, errno) }
        let failure = posix_fallocate(descriptor, 0, off_t(room))
        guard failure == 0 else { throw .file("reserve room for", name, failure) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        // Gone when it was written.
        unlink(draft)
    }

    /// Writes it, in place of what had its name.
    func write(_ bytes: [UInt8]) throws(CommandError) {
        try OutputFile.write(all: bytes, to: descriptor, named: name)
        guard ftruncate(descriptor, off_t(bytes.count)) == 0, rename(draft, name) == 0 else {
            throw .file("write", name, errno)
        }
    }
}
