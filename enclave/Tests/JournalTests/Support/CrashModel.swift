import JournalFixtures

/// What a power cut may leave of a recorded run.
///
/// Durable are the bytes of a file at its last fsync and the names of a folder at its last fsync. Of what came after, any
/// subset may be there: writes by 512-byte sectors, lengths, and each creation, rename and removal by itself.
struct CrashModel {
    private enum Change {
        case bytes(offset: Int, [UInt8])
        case length(Int)
    }

    private enum Naming {
        case link(String, inode: Int)
        case rename(String, String, inode: Int)
        case unlink(String)

        var folder: String {
            let name =
                switch self {
                case .link(let name, _), .unlink(let name): name
                case .rename(_, let name, _): name
                }
            return name.contains("/") ? String(name.prefix { $0 != "/" }) : ""
        }
    }

    private var durableBytes: [Int: [UInt8]] = [:]
    private var unsynced: [Int: [Change]] = [:]
    private var durableNames: [String: Int] = [:]
    private var names: [String: Int] = [:]
    private var namings: [Naming] = []
    /// The newest record that a client was told of.
    private(set) var answered: UInt64 = 0

    mutating func apply(_ operation: MemoryStorage.Operation) {
        switch operation {
        case .create(let inode, let name):
            durableBytes[inode] = []
            names[name] = inode
            namings.append(.link(name, inode: inode))
        case .write(let inode, let offset, let bytes): split(bytes, offset, inode)
        case .truncate(let inode, let count): unsynced[inode, default: []].append(.length(count))
        case .synchronize(let inode):
            durableBytes[inode] = unsynced[inode, default: []].reduce(durableBytes[inode] ?? []) {
                Self.apply($1, to: $0)
            }
            unsynced[inode] = nil
        case .rename(let old, let new):
            guard let inode = names.removeValue(forKey: old) else { return }
            names[new] = inode
            namings.append(.rename(old, new, inode: inode))
        case .remove(let name):
            names[name] = nil
            namings.append(.unlink(name))
        case .synchronizeDirectory(let folder):
            for naming in namings where naming.folder == folder { Self.apply(naming, to: &durableNames) }
            namings.removeAll { $0.folder == folder }
        case .answered(let number): answered = number
        }
    }

    /// One state: each unsynced change is there when `keep` says so.
    func state(_ keep: () -> Bool) -> [String: [UInt8]] {
        var names = durableNames
        for naming in namings where keep() { Self.apply(naming, to: &names) }
        return names.mapValues { inode in
            unsynced[inode, default: []].reduce(durableBytes[inode] ?? []) { keep() ? Self.apply($1, to: $0) : $0 }
        }
    }

    private mutating func split(_ bytes: [UInt8], _ offset: Int, _ inode: Int) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, (offset + start) / 512 * 512 + 512 - offset)
            unsynced[inode, default: []].append(.bytes(offset: offset + start, Array(bytes[start..<end])))
            start = end
        }
    }

    private static func apply(_ change: Change, to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        switch change {
        case .bytes(let offset, let new): bytes.place(new, at: offset)
        case .length(let count): bytes.resize(count)
        }
        return bytes
    }

    private static func apply(_ naming: Naming, to names: inout [String: Int]) {
        switch naming {
        case .link(let name, let inode): names[name] = inode
        case .rename(let old, let new, let inode):
            if names[old] == inode { names[old] = nil }
            names[new] = inode
        case .unlink(let name): names[name] = nil
        }
    }
}
