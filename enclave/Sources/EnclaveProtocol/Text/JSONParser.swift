/// Writes the nodes of a JSON text in its order; recursion ends at the limit of depth.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var hasForeignLetters = false
    private(set) var nodes: [JSONNode] = []

    init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        nodes.reserveCapacity(min(bytes.count / 8, limits.nodes))
    }

    mutating func parseDocument() throws(JSONError) {
        skipSpace()
        try parseValue(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("something stands behind the value") }
        guard !hasForeignLetters || String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONError(line: 1, "the text is not UTF-8")
        }
    }

    private mutating func parseValue(depth: Int) throws(JSONError) {
        guard let first = peek else { throw fault("the text ends where a value should be") }
        switch first {
        case UInt8(ascii: "{"): try parseObject(depth: depth + 1)
        case UInt8(ascii: "["): try parseArray(depth: depth + 1)
        case UInt8(ascii: "\""): try parseString()
        case UInt8(ascii: "t"): try parseWord("true", .boolean)
        case UInt8(ascii: "f"): try parseWord("false", .boolean)
        case UInt8(ascii: "n"): try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try parseNumber()
        default: throw fault("no value begins like this")
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) {
        let index = try open(.object, depth)
        var names: [Int] = []
        if !skip(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw fault("a member's name should be here") }
                names.append(nodes.count)
                try parseString()
                skipSpace()
                guard skip(UInt8(ascii: ":")) else { throw fault("':' is missing behind a member's name") }
                skipSpace()
                try parseValue(depth: depth)
                skipSpace()
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "}")) else { throw fault("the object is not closed by '}'") }
        }
        try checkUnique(names)
        close(index)
    }

    private mutating func parseArray(depth: Int) throws(JSONError) {
        let index = try open(.array, depth)
        if !skip(UInt8(ascii: "]")) {
            repeat {
                skipSpace()
                try parseValue(depth: depth)
                skipSpace()
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "]")) else { throw fault("the list is not closed by ']'") }
        }
        close(index)
    }

    private mutating func parseString() throws(JSONError) {
        let start = position
        var isPlain = true
        position += 1
        skipPlain()
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else { throw fault("a control character stands in a string") }
            isPlain = false
            guard JSONEscapes.read(bytes[...], &position) != nil else {
                throw fault("the string holds an escape that means nothing")
            }
            skipPlain()
        }
        guard position < bytes.count else {
            position = start
            throw fault("the string is not closed")
        }
        position += 1
        try append(isPlain ? .plainString : .escapedString, from: start)
    }

    /// Goes to the next quote, backslash or control character. Most of a document passes through here.
    private mutating func skipPlain() {
        var union: UInt8 = 0
        var cursor = position
        while cursor < bytes.count {
            let byte = bytes[cursor]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            union |= byte
            cursor += 1
        }
        position = cursor
        if union >= 0x80 { hasForeignLetters = true }
    }

    private mutating func parseNumber() throws(JSONError) {
        let start = position
        while let byte = peek, Self.isInNumber(byte) { position += 1 }
        guard Self.integer(bytes[start..<position]) != nil else {
            position = start
            throw fault("only whole numbers from -2^63 to 2^63 - 1 are read, without leading zeros")
        }
        try append(.integer, from: start)
    }

    private mutating func parseWord(_ word: StaticString, _ kind: JSONNode.Kind) throws(JSONError) {
        let start = position
        let letters = Array("\(word)".utf8)
        guard bytes[start...].starts(with: letters) else { throw fault("no value begins like this") }
        position += letters.count
        try append(kind, from: start)
    }
}

extension JSONParser {
    /// The value of a number's text, or nil where it is not a whole number of 64 bits.
    static func integer(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let tens = value.multipliedReportingOverflow(by: 10)
            let step = Int64(digit - UInt8(ascii: "0"))
            let sum =
                isNegative
                ? tens.partialValue.subtractingReportingOverflow(step) : tens.partialValue.addingReportingOverflow(step)
            guard !tens.overflow, !sum.overflow else { return nil }
            value = sum.partialValue
        }
        return value
    }

    private static func isInNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private func fault(_ message: String) -> JSONError {
        JSONError(line: line(of: position), message)
    }

    private func line(of offset: Int) -> Int {
        1 + bytes[..<min(offset, bytes.count)].count { $0 == UInt8(ascii: "\n") }
    }
}

extension JSONParser {
    private mutating func append(_ kind: JSONNode.Kind, from start: Int) throws(JSONError) {
        guard nodes.count < limits.nodes else { throw fault("the text has more than \(limits.nodes) values") }
        let next = UInt32(nodes.count + 1)
        nodes.append(JSONNode(kind: kind, start: UInt32(start), end: UInt32(position), next: next))
    }

    /// Begins an array or object, whose end is not known yet, and goes to its first content.
    private mutating func open(_ kind: JSONNode.Kind, _ depth: Int) throws(JSONError) -> Int {
        guard depth <= limits.depth else { throw fault("values lie more than \(limits.depth) deep in each other") }
        let start = position
        position += 1
        try append(kind, from: start)
        skipSpace()
        return nodes.count - 1
    }

    private mutating func close(_ index: Int) {
        nodes[index].end = UInt32(position)
        nodes[index].next = UInt32(nodes.count)
    }

    /// Fails where two members have one name; few are compared in pairs, many through a set.
    private func checkUnique(_ names: [Int]) throws(JSONError) {
        let isSimple = names.count <= 16 && names.allSatisfy { nodes[$0].kind == .plainString }
        var seen: Set<[UInt8]> = []
        for (count, name) in names.enumerated() {
            let isKnown =
                isSimple
                ? names[..<count].contains { bytes[nodes[$0].range] == bytes[nodes[name].range] }
                : !seen.insert(content(of: nodes[name])).inserted
            if isKnown {
                let text = String(decoding: content(of: nodes[name]), as: UTF8.self)
                throw JSONError(line: line(of: nodes[name].range.lowerBound), "the member \"\(text)\" is there twice")
            }
        }
    }

    private func content(of node: JSONNode) -> [UInt8] {
        let inside = bytes[node.range.lowerBound + 1..<node.range.upperBound - 1]
        return Array(node.kind == .plainString ? inside : JSONEscapes.resolve(inside) ?? inside)
    }
}
