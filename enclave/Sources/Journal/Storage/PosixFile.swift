internal import Glibc

/// A file descriptor; closed when released.
final class PosixFile: StorageFile {
    private let descriptor: Int32
    private let name: String

    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit { close(descriptor) }

    func read(_ count: Int, at offset: UInt64) throws(StorageError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let start = buffer.baseAddress {
                let got = unsafe pread(descriptor, start + filled, count - filled, Int(offset) + filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard failure == 0 else { throw StorageError("read", name, errno: failure) }
        return bytes
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(StorageError) {
        let failure = unsafe bytes.withUnsafeBytes { buffer -> Int32 in
            var done = 0
            while done < buffer.count, let start = buffer.baseAddress {
                let put = unsafe pwrite(descriptor, start + done, buffer.count - done, Int(offset) + done)
                if put < 0, errno == EINTR { continue }
                if put <= 0 { return put < 0 ? errno : EIO }
                done += put
            }
            return 0
        }
        guard failure == 0 else { throw StorageError("write", name, errno: failure) }
    }

    func synchronize() throws(StorageError) {
        guard fdatasync(descriptor) == 0 else { throw StorageError("fdatasync", name, errno: errno) }
    }

    func truncate(to count: UInt64) throws(StorageError) {
        guard ftruncate(descriptor, Int(count)) == 0 else { throw StorageError("truncate", name, errno: errno) }
    }

    func size() throws(StorageError) -> UInt64 {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw StorageError("stat", name, errno: errno) }
        return UInt64(max(0, facts.st_size))
    }
}
