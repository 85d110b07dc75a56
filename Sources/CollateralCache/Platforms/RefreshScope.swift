/// What a refresh fetches again.
package enum RefreshScope: Hashable, Sendable {
    /// Every document in the cache: CRLs, TCB infos, identities.
    case documents
    /// The PCK certificates of platforms of these FMSPCs; of all when empty.
    case certificates(fmspcs: [String])

    /// Reads `type=certs` and its list, which may be missing, empty, one FMSPC, several or in brackets.
    init(type: String?, fmspc: String?) throws(CacheRefusal) {
        switch type {
        case nil, "": self = .documents
        case "certs":
            let list = fmspc ?? ""
            let inner = list.hasPrefix("[") && list.hasSuffix("]") ? String(list.dropFirst().dropLast()) : list
            self = .certificates(fmspcs: try FMSPCList.read(inner))
        default: throw CacheRefusal(.invalidRequest, "type is certs, or left out.")
        }
    }
}
