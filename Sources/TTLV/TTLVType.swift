/// What a value is (KMIP 2.0 §9.1.1.2, Item Type).
package enum TTLVType: UInt8, Sendable, CaseIterable {
    case structure = 0x01
    case integer = 0x02
    case longInteger = 0x03
    case bigInteger = 0x04
    case enumeration = 0x05
    case boolean = 0x06
    case textString = 0x07
    case byteString = 0x08
    case dateTime = 0x09
    case interval = 0x0A
    case dateTimeExtended = 0x0B

    /// The only length such a value has; nil where it varies.
    var fixedLength: Int? {
        switch self {
        case .integer, .enumeration, .interval: 4
        case .longInteger, .boolean, .dateTime, .dateTimeExtended: 8
        case .structure, .bigInteger, .textString, .byteString: nil
        }
    }
}
