import Glibc
package import Journal
package import Synchronization

/// A disk in memory that records what is asked of it and can fail: the same contract as `PosixStorage`.
package final class MemoryStorage: Storage {
    /// One call that changes the disk or makes it durable.
    package enum Operation: Sendable {
        case create(inode: Int, name: String)
        case write(inode: Int, offset: Int, bytes: [UInt8])
        case truncate(inode: Int, count: Int)
        case synchronize(inode: Int)
        case rename(String, String)
        case remove(String)
        case synchronizeDirectory(String)
        /// Not a call: the client was told that this record is there.
        case answered(UInt64)
    }

    /// Makes one kind of call fail with an errno, or do nothing.
    package struct Fault: Sendable {
        package var errno: Int32 = 0
        /// Calls to let through before.
        package var after = 0
        package var matches: @Sendable (String, String) -> Bool

        package init(errno: Int32 = 0, after: Int = 0, matches: @escaping @Sendable (String, String) -> Bool) {
            self.errno = errno
            self.after = after
            self.matches = matches
        }
    }

    package struct Disk: Sendable {
        package var names: [String: Int] = [:]
        package var inodes: [[UInt8]] = []
        package var trace: [Operation] = []
        package var fault: Fault?
        /// Synchronisations that return as if they had worked.
        package var skips: (@Sendable (String) -> Bool)?
        package var free: UInt64 = 1 << 40
    }

    package let disk: Mutex<Disk>

    package init(files: [String: [UInt8]] = [:], skips: (@Sendable (String) -> Bool)? = nil) {
        var disk = Disk(skips: skips)
        for (name, bytes) in files {
            disk.names[name] = disk.inodes.count
            disk.inodes.append(bytes)
        }
        self.disk = Mutex(disk)
    }

    package var files: [String: [UInt8]] {
        disk.withLock { disk in disk.names.mapValues { disk.inodes[$0] } }
    }

    package var trace: [Operation] { disk.withLock { $0.trace } }

    package func answer(_ number: UInt64) { disk.withLock { $0.trace.append(.answered(number)) } }

    package func set(_ fault: Fault?) { disk.withLock { $0.fault = fault } }

    package func open(_ name: String, _ access: FileAccess) throws(StorageError) -> any StorageFile {
        try disk.withLock { (disk) throws(StorageError) in
            try disk.check("open", name)
            if case .create = access {
                let inode = disk.inodes.count
                disk.inodes.append([])
                disk.names[name] = inode
                disk.trace.append(.create(inode: inode, name: name))
                return MemoryFile(self, inode)
            }
            guard let inode = disk.names[name] else { throw StorageError("open", name, errno: ENOENT) }
            return MemoryFile(self, inode)
        }
    }

    package func rename(_ name: String, to other: String) throws(StorageError) {
        try disk.withLock { (disk) throws(StorageError) in
            try disk.check("rename", name)
            guard let inode = disk.names.removeValue(forKey: name) else {
                throw StorageError("rename", name, errno: ENOENT)
            }
            disk.names[other] = inode
            disk.trace.append(.rename(name, other))
        }
    }

    package func remove(_ name: String) throws(StorageError) {
        try disk.withLock { (disk) throws(StorageError) in
            try disk.check("unlink", name)
            guard disk.names.removeValue(forKey: name) != nil else {
                throw StorageError("unlink", name, errno: ENOENT)
            }
            disk.trace.append(.remove(name))
        }
    }

    package func createDirectory(_ name: String) throws(StorageError) {}

    package func synchronizeDirectory(_ name: String) throws(StorageError) {
        try disk.withLock { (disk) throws(StorageError) in
            try disk.check("fsync", name.isEmpty ? "." : name)
            guard disk.skips?(name.isEmpty ? "." : name) != true else { return }
            disk.trace.append(.synchronizeDirectory(name))
        }
    }

    package func list(_ directory: String) throws(StorageError) -> [String] {
        let prefix = directory.isEmpty ? "" : directory + "/"
        return disk.withLock {
            $0.names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        .filter { !$0.contains("/") }
    }

    package func space() throws(StorageError) -> (free: UInt64, total: UInt64) { (disk.withLock { $0.free }, 1 << 40) }
}

extension MemoryStorage.Disk {
    /// The name a file has now; files are opened under a temporary one.
    package func name(of inode: Int) -> String { names.first { $0.value == inode }?.key ?? "" }

    package mutating func check(_ operation: String, _ name: String) throws(StorageError) {
        guard var fault, fault.matches(operation, name) else { return }
        guard fault.after == 0 else {
            fault.after -= 1
            self.fault = fault
            return
        }
        throw StorageError(operation, name, errno: fault.errno)
    }
}

private final class MemoryFile: StorageFile {
    let storage: MemoryStorage
    let inode: Int

    init(_ storage: MemoryStorage, _ inode: Int) {
        self.storage = storage
        self.inode = inode
    }

    func read(_ count: Int, at offset: UInt64) throws(StorageError) -> [UInt8] {
        try storage.disk.withLock { (disk) throws(StorageError) in
            try disk.check("read", disk.name(of: inode))
            return Array(disk.inodes[inode].dropFirst(Int(offset)).prefix(count))
        }
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(StorageError) {
        let copy = bytes.withUnsafeBytes { Array($0) }
        try storage.disk.withLock { (disk) throws(StorageError) in
            try disk.check("write", disk.name(of: inode))
            disk.inodes[inode].place(copy, at: Int(offset))
            disk.trace.append(.write(inode: inode, offset: Int(offset), bytes: copy))
        }
    }

    func synchronize() throws(StorageError) {
        try storage.disk.withLock { (disk) throws(StorageError) in
            let name = disk.name(of: inode)
            try disk.check("fdatasync", name)
            guard disk.skips?(name) != true else { return }
            disk.trace.append(.synchronize(inode: inode))
        }
    }

    func truncate(to count: UInt64) throws(StorageError) {
        try storage.disk.withLock { (disk) throws(StorageError) in
            try disk.check("truncate", disk.name(of: inode))
            disk.inodes[inode].resize(Int(count))
            disk.trace.append(.truncate(inode: inode, count: Int(count)))
        }
    }

    func size() throws(StorageError) -> UInt64 { UInt64(storage.disk.withLock { $0.inodes[inode].count }) }
}

extension [UInt8] {
    package mutating func resize(_ size: Int) {
        if count > size { removeLast(count - size) } else { self += [UInt8](repeating: 0, count: size - count) }
    }

    package mutating func place(_ bytes: some Collection<UInt8>, at offset: Int) {
        if count < offset + bytes.count { resize(offset + bytes.count) }
        replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}
