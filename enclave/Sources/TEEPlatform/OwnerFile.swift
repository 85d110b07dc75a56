private import Glibc

/// A small file that only its owner may read, such as a key's.
package struct OwnerFile {
    /// What could not be done with the file, and the system's reason.
    package struct Failure: Error, CustomStringConvertible {
        /// Goes behind the file's name: `cannot be made (errno 13)`.
        package let description: String

        init(_ what: String) { description = "\(what) (errno \(errno))" }
    }

    private let path: String

    package init(_ path: String) { self.path = path }

    /// Makes the file, whole or not at all and never over another's; it outlives a power cut once this returns.
    package func make(holding bytes: [UInt8]) throws(Failure) {
        let draft = "\(path).\(getpid()).new"
        // What a killed start left: in a container the next one has the same number.
        unsafe unlink(draft)
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("cannot be made") }
        defer {
            close(file)
            unsafe unlink(draft)
        }
        guard unsafe write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw Failure("cannot be written")
        }
        guard unsafe link(draft, path) == 0 else { throw Failure("cannot be made") }
        try synchronizeDirectory()
    }

    private func synchronizeDirectory() throws(Failure) {
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        let directory = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Failure("has a directory that cannot be opened") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Failure("has a directory that cannot be synchronised") }
    }
}
