/// One item of a message: a tag and a typed value, which may be more items.
package struct TTLVItem: Equatable, Sendable {
    /// A value with its type.
    package enum Value: Equatable, Sendable {
        case structure([TTLVItem])
        case integer(Int32)
        case longInteger(Int64)
        /// Two's complement, a multiple of eight bytes.
        case bigInteger(SecretBytes)
        case enumeration(UInt32)
        case boolean(Bool)
        case textString(String)
        /// May be a key, so all of them are wiped.
        case byteString(SecretBytes)
        /// Seconds since 1970.
        case dateTime(Int64)
        /// Seconds.
        case interval(UInt32)
        /// Microseconds since 1970.
        case dateTimeExtended(Int64)
    }

    package let tag: TTLVTag
    package let value: Value

    package init(_ tag: TTLVTag, _ value: Value) {
        self.tag = tag
        self.value = value
    }
}

extension TTLVItem {
    /// The items of a structure; empty for anything else.
    package var children: [TTLVItem] {
        guard case .structure(let items) = value else { return [] }
        return items
    }

    /// The first item of a structure with that tag.
    package subscript(tag: TTLVTag) -> TTLVItem? { children.first { $0.tag == tag } }

    /// Every item of a structure with that tag.
    package func all(_ tag: TTLVTag) -> [TTLVItem] { children.filter { $0.tag == tag } }

    package var integer: Int32? {
        guard case .integer(let number) = value else { return nil }
        return number
    }

    package var enumeration: UInt32? {
        guard case .enumeration(let number) = value else { return nil }
        return number
    }

    package var text: String? {
        guard case .textString(let text) = value else { return nil }
        return text
    }

    package var bytes: SecretBytes? {
        guard case .byteString(let bytes) = value else { return nil }
        return bytes
    }

    package var dateTime: Int64? {
        guard case .dateTime(let seconds) = value else { return nil }
        return seconds
    }
}

extension TTLVItem.Value {
    package var type: TTLVType {
        switch self {
        case .structure: .structure
        case .integer: .integer
        case .longInteger: .longInteger
        case .bigInteger: .bigInteger
        case .enumeration: .enumeration
        case .boolean: .boolean
        case .textString: .textString
        case .byteString: .byteString
        case .dateTime: .dateTime
        case .interval: .interval
        case .dateTimeExtended: .dateTimeExtended
        }
    }
}
