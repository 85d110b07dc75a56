/// One value of a document, with its place in the input.
package struct JSONValue: Sendable {
    /// What a value is.
    package enum Kind: String, Sendable {
        case null, boolean, number, string, array, object
    }

    let tree: JSONTree
    let index: Int

    package var kind: Kind {
        switch node.kind {
        case .null: .null
        case .boolean: .boolean
        case .integer: .number
        case .plainString, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Offsets in the input, quotes and brackets included, white space around it not.
    package var range: Range<Int> { node.range }

    /// The bytes as they stand in the input: what a signature over this value covers.
    package var bytes: ArraySlice<UInt8> { tree.bytes[node.range] }

    /// The line of the input it begins in, from 1. Counted when asked for.
    package var line: Int { 1 + tree.bytes[..<Int(node.start)].count { $0 == UInt8(ascii: "\n") } }

    var node: JSONNode { tree.nodes[index] }
}

extension JSONValue {
    /// The value of a member, or nil where there is none or this is no object. Names are compared as code points.
    package subscript(name: String) -> JSONValue? {
        var iterator = JSONIterator(self, .object)
        while let key = iterator.next(), let value = iterator.next() {
            if key.isString(name) { return value }
        }
        return nil
    }

    /// The names and values of an object in their order.
    package func members() throws(JSONError) -> [(name: JSONValue, value: JSONValue)] {
        guard node.kind == .object else { throw fault("is \(article), not an object") }
        var iterator = JSONIterator(self, .object)
        var members: [(JSONValue, JSONValue)] = []
        while let key = iterator.next(), let value = iterator.next() { members.append((key, value)) }
        return members
    }

    /// The elements of an array in their order.
    package func elements() throws(JSONError) -> [JSONValue] {
        guard node.kind == .array else { throw fault("is \(article), not a list") }
        var iterator = JSONIterator(self, .array)
        var elements: [JSONValue] = []
        while let element = iterator.next() { elements.append(element) }
        return elements
    }

    package func string() throws(JSONError) -> String {
        guard let content = stringBytes else { throw fault("is \(article), not a string") }
        return String(decoding: content, as: UTF8.self)
    }

    package func integer() throws(JSONError) -> Int64 {
        guard node.kind == .integer, let value = JSONParser.integer(bytes) else {
            throw fault("is \(article), not a whole number")
        }
        return value
    }

    package func boolean() throws(JSONError) -> Bool {
        guard node.kind == .boolean else { throw fault("is \(article), not true or false") }
        return bytes.first == UInt8(ascii: "t")
    }

    /// The value of a member that has to be there.
    package func member(_ name: String) throws(JSONError) -> JSONValue {
        guard node.kind == .object else { throw fault("is \(article), not an object") }
        guard let value = self[name] else { throw fault("has no member \"\(name)\"") }
        return value
    }

    /// An error about this value: "this value " and the rest of the sentence.
    package func fault(_ rest: String) -> JSONError { JSONError(line: line, "the value " + rest) }

    /// Whether this is a string of exactly these code points.
    package func isString(_ text: String) -> Bool {
        guard let content = stringBytes, content.count == text.utf8.count else { return false }
        return content.elementsEqual(text.utf8)
    }

    /// UTF-8 of a string's content, nil for other kinds.
    package var stringBytes: ArraySlice<UInt8>? {
        switch node.kind {
        case .plainString: tree.bytes[node.range.lowerBound + 1..<node.range.upperBound - 1]
        case .escapedString: JSONEscapes.resolve(tree.bytes[node.range.lowerBound + 1..<node.range.upperBound - 1])
        default: nil
        }
    }

    private var article: String { kind == .array || kind == .object ? "an \(kind)" : "a \(kind)" }
}

/// Walks the nodes directly inside a value.
private struct JSONIterator {
    private let tree: JSONTree
    private var index: Int
    private let end: Int

    /// Nothing to walk where the value is of another kind.
    init(_ value: JSONValue, _ kind: JSONNode.Kind) {
        tree = value.tree
        index = value.index + 1
        end = value.node.kind == kind ? Int(value.node.next) : index
    }

    mutating func next() -> JSONValue? {
        guard index < end else { return nil }
        let value = JSONValue(tree: tree, index: index)
        index = Int(value.node.next)
        return value
    }
}
