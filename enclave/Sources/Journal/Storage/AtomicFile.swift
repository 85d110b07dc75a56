/// A file that is there whole or not at all: temporary name, fsync, rename, fsync of the folder.
enum AtomicFile {
    @discardableResult
    static func write(
        _ bytes: [UInt8], _ name: String, in storage: any Storage, folder: String = ""
    ) throws(StorageError) -> any StorageFile {
        let file = try storage.open(name + FileName.temporary, .create)
        try file.write(bytes, at: 0)
        try commit(file, name, in: storage, folder: folder)
        return file
    }

    /// The second half of `write`, for a file already filled under its temporary name.
    static func commit(
        _ file: any StorageFile, _ name: String, in storage: any Storage, folder: String
    ) throws(StorageError) {
        try file.synchronize()
        try storage.rename(name + FileName.temporary, to: name)
        try storage.synchronizeDirectory(folder)
    }
}
