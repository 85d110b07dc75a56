/// How large a JSON document may be; all are checked before anything of that size is kept.
package struct JSONLimits: Sendable {
    /// Length of the input in bytes.
    package var bytes: Int
    /// How deeply arrays and objects may lie in each other; never more than 64, as the parser recurses.
    package var depth: Int
    /// Values and member names together.
    package var nodes: Int

    package init(bytes: Int = 4 << 20, depth: Int = 32, nodes: Int = 1 << 18) {
        self.bytes = min(bytes, 1 << 30)
        self.depth = min(depth, 64)
        self.nodes = nodes
    }
}
