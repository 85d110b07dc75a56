/// Why bytes are no TTLV; `offset` is where in the message.
package enum TTLVError: Error, Equatable, Sendable {
    /// An item says it is longer than what holds it, or the message ends early.
    case truncated(offset: Int)
    /// Bytes follow the message's one item.
    case trailing(offset: Int)
    /// The tag begins with neither 0x42 nor 0x54.
    case unknownTag(offset: Int)
    case unknownType(UInt8, offset: Int)
    /// The length is not one that the type can have.
    case wrongLength(offset: Int)
    /// Padding that is not zero, a boolean that is neither 0 nor 1, or text that is not UTF-8.
    case invalidValue(offset: Int)
    /// Structures within structures beyond `TTLVLimits.depth`.
    case tooDeep(offset: Int)
    /// More items than `TTLVLimits.items`.
    case tooManyItems(offset: Int)
    /// The message is longer than `TTLVLimits.messageLength`.
    case tooLong(Int)
}

extension TTLVError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let offset): "an item at byte \(offset) is longer than what holds it"
        case .trailing(let offset): "bytes follow the message's end at byte \(offset)"
        case .unknownTag(let offset): "no tag at byte \(offset)"
        case .unknownType(let type, let offset): "unknown type \(type) at byte \(offset)"
        case .wrongLength(let offset): "the item at byte \(offset) has a length its type cannot have"
        case .invalidValue(let offset): "the item at byte \(offset) has a value its type cannot have"
        case .tooDeep(let offset): "structures are nested too deeply at byte \(offset)"
        case .tooManyItems(let offset): "too many items at byte \(offset)"
        case .tooLong(let length): "a message of \(length) bytes is longer than allowed"
        }
    }
}
