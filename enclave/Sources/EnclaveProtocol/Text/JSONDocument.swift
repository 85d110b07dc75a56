/// A parsed JSON text (RFC 8259) that keeps its bytes, so that a signature over a value can be checked as received.
///
/// Stricter than the RFC: one value, no byte-order mark, valid UTF-8, no object with a name twice (escapes resolved),
/// whole numbers within Int64 only, no unpaired surrogate.
package struct JSONDocument: Sendable {
    /// The outermost value.
    package let root: JSONValue

    /// Parses all of `bytes`; white space may surround the value.
    package init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        guard bytes.count <= limits.bytes else {
            throw JSONError(line: 1, "the text has \(bytes.count) bytes; at most \(limits.bytes) are read")
        }
        var parser = JSONParser(bytes, limits)
        try parser.parseDocument()
        root = JSONValue(tree: JSONTree(bytes: bytes, nodes: parser.nodes), index: 0)
    }

    /// Parses the UTF-8 of `text`.
    package init(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(Array(text.utf8), limits: limits)
    }

    /// The whole input.
    package var bytes: [UInt8] { root.tree.bytes }
}

/// All nodes of a document in the order of the text; shared by its values.
final class JSONTree: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    init(bytes: [UInt8], nodes: [JSONNode]) {
        self.bytes = bytes
        self.nodes = nodes
    }
}

/// One value or member name: where it stands and where the node after all that lies in it is.
struct JSONNode: Sendable {
    enum Kind: UInt8, Sendable {
        case null, boolean, integer, plainString, escapedString, array, object
    }

    let kind: Kind
    let start: UInt32
    var end: UInt32
    var next: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }
}
