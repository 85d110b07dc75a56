/// What the journal asks of a directory on a disk. Names are relative; `audit/` is the only folder in it.
///
/// Nothing is assumed durable before `synchronize` of the file and, for names, of the directory.
package protocol Storage: Sendable {
    func open(_ name: String, _ access: FileAccess) throws(StorageError) -> any StorageFile
    func rename(_ name: String, to other: String) throws(StorageError)
    func remove(_ name: String) throws(StorageError)
    func createDirectory(_ name: String) throws(StorageError)
    /// Makes creations, renames and removals in a folder durable (`""` is the directory itself).
    func synchronizeDirectory(_ name: String) throws(StorageError)
    /// Names in a folder, in no order.
    func list(_ directory: String) throws(StorageError) -> [String]
    /// Bytes an unprivileged writer may still use, and bytes in all.
    func space() throws(StorageError) -> (free: UInt64, total: UInt64)
}

/// How a file is opened.
package enum FileAccess: Sendable {
    case read
    /// For reading and writing; it must exist.
    case update
    /// For reading and writing; made, or emptied.
    case create
}

/// One open file; closed when released.
package protocol StorageFile: AnyObject, Sendable {
    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ count: Int, at offset: UInt64) throws(StorageError) -> [UInt8]
    /// All the bytes, or an error.
    func write(_ bytes: RawSpan, at offset: UInt64) throws(StorageError)
    /// Makes the contents and the length durable.
    func synchronize() throws(StorageError)
    func truncate(to count: UInt64) throws(StorageError)
    func size() throws(StorageError) -> UInt64
}

extension StorageFile {
    package func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageError) {
        unsafe try write(bytes.span.bytes, at: offset)
    }
}

/// A failed call, as the operating system told it.
package struct StorageError: Error, Sendable, Equatable {
    package let operation: String
    package let file: String
    package let errno: Int32

    package init(_ operation: String, _ file: String, errno: Int32) {
        self.operation = operation
        self.file = file
        self.errno = errno
    }
}
