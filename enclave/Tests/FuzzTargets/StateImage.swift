internal import Crypto

/// A state directory in one input: for each file name length 1, name, content length 4, content. Its first byte says
/// whether sums that anyone can make are made anew, so that altered bytes are read behind them too.
struct StateImage {
    private var repairs: Bool
    private(set) var files: [String: [UInt8]] = [:]

    init(_ files: [String: [UInt8]], repairs: Bool) {
        self.files = files
        self.repairs = repairs
    }

    init?(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return nil }
        repairs = first & 1 == 1
        var rest = bytes.dropFirst()
        while let name = Self.take(&rest, lengthBytes: 1), let content = Self.take(&rest, lengthBytes: 4) {
            files[String(decoding: name, as: UTF8.self)] = Array(content)
        }
        if repairs { repair() }
    }

    var encoded: [UInt8] {
        files.sorted { $0.key < $1.key }.reduce(into: [repairs ? 1 : 0]) { out, file in
            out.append(UInt8(file.key.utf8.count))
            out += Array(file.key.utf8) + Self.length(file.value.count) + file.value
        }
    }

    private mutating func repair() {
        for (name, content) in files where name.hasPrefix("journal-") || name.hasPrefix("snapshot-") {
            files[name] = Self.repairedGroups(content)
        }
    }

    private static let headerLength = 180

    /// Gives each commit frame the length and the SHA-256 of the records before it.
    private static func repairedGroups(_ content: [UInt8]) -> [UInt8] {
        var out = content
        var group = headerLength
        var position = headerLength
        while position + 72 <= out.count {
            let entry = number(out[position..<position + 4])
            guard entry == Int(UInt32.max) else {
                position += 8 + entry + number(out[position + 4..<position + 8])
                continue
            }
            out.replaceSubrange(position + 4..<position + 8, with: length(position - group))
            out.replaceSubrange(position + 8..<position + 40, with: Array(SHA256.hash(data: out[group..<position])))
            position += 72
            group = position
        }
        return out
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, lengthBytes: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= lengthBytes else { return nil }
        let count = number(rest.prefix(lengthBytes))
        guard rest.count - lengthBytes >= count else { return nil }
        defer { rest.removeFirst(lengthBytes + count) }
        return rest.dropFirst(lengthBytes).prefix(count)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private static func length(_ count: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    }
}
