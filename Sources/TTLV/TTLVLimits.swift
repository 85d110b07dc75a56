/// How much of a message a reader takes.
package struct TTLVLimits: Sendable {
    /// Longest message in bytes, its header included.
    package var messageLength = 1 << 20
    /// Deepest nesting of structures; the standard's own messages have about ten.
    package var depth = 16
    /// Most items in a message.
    package var items = 16_384

    package init() {}
}
