internal import Glibc

extension OutputFile {
    /// Writes a file that must not exist yet, readable by its owner only.
    static func create(_ text: String, at name: String) throws(CommandError) {
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, Protection.owner.rawValue)
        guard descriptor >= 0 else { throw .file("create", name, errno) }
        close(descriptor)
        try write(text, to: name, .owner)
    }
}
