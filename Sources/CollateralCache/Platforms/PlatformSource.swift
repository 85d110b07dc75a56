/// Which platforms an administrator lists.
enum PlatformSource: Hashable, Sendable {
    /// Registered and not yet fetched; listing takes them off the queue.
    case registered
    /// Those Intel had no certificate for; listing takes them off the queue.
    case notAvailable
    /// Those in the cache, of these FMSPCs; of all when empty.
    case cached(fmspcs: [String])

    /// Reads `reg`, `reg_na` or `[FMSPC,FMSPC]`; throws `invalidRequest` for anything else.
    init(_ text: String?) throws(CacheRefusal) {
        switch text {
        case nil, "", "reg": self = .registered
        case "reg_na": self = .notAvailable
        case let list? where list.hasPrefix("[") && list.hasSuffix("]"):
            self = .cached(fmspcs: try FMSPCList.read(list.dropFirst().dropLast()))
        default: throw CacheRefusal(.invalidRequest, "source is reg, reg_na or a list [FMSPC,…].")
        }
    }
}
