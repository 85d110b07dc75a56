/// A list of FMSPCs as administrators' tools write it: separated by commas, perhaps empty.
enum FMSPCList {
    private static let limit = 1000

    static func read(_ text: some StringProtocol) throws(CacheRefusal) -> [String] {
        let words = text.split(separator: ",").map { word in String(word.filter { $0 != " " && $0 != "\"" }) }
        var list: [String] = []
        for word in words where !word.isEmpty {
            guard let fmspc = HexText.uppercased(word, digits: 12), list.count < limit else {
                throw CacheRefusal(.invalidRequest, "An FMSPC has 12 hexadecimal digits.")
            }
            list.append(fmspc)
        }
        return list
    }
}
