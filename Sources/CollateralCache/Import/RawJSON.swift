/// A JSON text in which the exact bytes of each value can be found: signed documents travel inside it.
struct RawJSON {
    private static let maximumDepth = 32

    private let text: [UInt8]
    private var position = 0

    /// The members of the object that `text` is, each as the bytes it was written in; throws `UnexpectedContent`.
    static func members(of text: [UInt8]) throws -> [String: [UInt8]] {
        var reader = RawJSON(text: text)
        var members: [String: [UInt8]] = [:]
        try reader.readObject { name, value in
            guard members.updateValue(value, forKey: name) == nil else {
                throw UnexpectedContent("\(name) is there twice.")
            }
        }
        return members
    }

    /// The elements of the array that `text` is.
    static func elements(of text: [UInt8]) throws -> [[UInt8]] {
        var reader = RawJSON(text: text)
        var elements: [[UInt8]] = []
        try reader.expect(UInt8(ascii: "["))
        if reader.skips(UInt8(ascii: "]")) { return elements }
        repeat { elements.append(try reader.readValue(depth: 0)) } while reader.skips(UInt8(ascii: ","))
        try reader.expect(UInt8(ascii: "]"))
        return elements
    }

    /// The value without the white space between its parts, as Intel signs it.
    static func compact(_ text: [UInt8]) -> [UInt8] {
        var isInString = false, isEscaped = false
        return text.filter { byte in
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                return true
            }
            if byte == UInt8(ascii: "\"") { isInString = true }
            return !isSpace(byte)
        }
    }

    private init(text: [UInt8]) { self.text = text }

    private mutating func readObject(_ body: (String, [UInt8]) throws -> Void) throws {
        try expect(UInt8(ascii: "{"))
        if skips(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            let quoted = try readString()
            let name = String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
            try expect(UInt8(ascii: ":"))
            try body(name, try readValue(depth: 0))
        } while skips(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    private mutating func readValue(depth: Int) throws -> [UInt8] {
        skipSpace()
        let start = position
        try skipValue(depth: depth)
        return Array(text[start..<position])
    }

    private mutating func skipValue(depth: Int) throws {
        skipSpace()
        guard depth < Self.maximumDepth, position < text.count else {
            throw UnexpectedContent("The JSON ends or is too deep.")
        }
        switch text[position] {
        case UInt8(ascii: "\""): _ = try readString()
        case UInt8(ascii: "{"): try skipParts(until: UInt8(ascii: "}"), named: true, depth: depth)
        case UInt8(ascii: "["): try skipParts(until: UInt8(ascii: "]"), named: false, depth: depth)
        default: try skipWord()
        }
    }

    private mutating func skipParts(until end: UInt8, named: Bool, depth: Int) throws {
        position += 1
        if skips(end) { return }
        repeat {
            if named {
                skipSpace()
                _ = try readString()
                try expect(UInt8(ascii: ":"))
            }
            try skipValue(depth: depth + 1)
        } while skips(UInt8(ascii: ","))
        try expect(end)
    }

    private mutating func readString() throws -> ArraySlice<UInt8> {
        let start = position
        guard position < text.count, text[position] == UInt8(ascii: "\"") else {
            throw UnexpectedContent("A name is missing.")
        }
        position += 1
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < text.count else { throw UnexpectedContent("A string does not end.") }
        position += 1
        return text[start..<position]
    }

    private mutating func skipWord() throws {
        let start = position
        let ends: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")]
        while position < text.count, !ends.contains(text[position]), !Self.isSpace(text[position]) { position += 1 }
        guard position > start else { throw UnexpectedContent("A value is missing.") }
    }

    private mutating func expect(_ byte: UInt8) throws {
        guard skips(byte) else { throw UnexpectedContent("The JSON is malformed at byte \(position).") }
    }

    private mutating func skips(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < text.count, Self.isSpace(text[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
