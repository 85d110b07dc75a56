/// Why the server refused (KMIP 2.0 §11.49): those a client acts on, and all others by number.
package enum KMIPReason: Hashable, Sendable {
    case itemNotFound
    case authenticationFailed
    case invalidMessage
    case operationNotSupported
    case featureNotSupported
    case illegalOperation
    case permissionDenied
    case objectArchived
    case keyFormatNotSupported
    case attestationRequired
    case attestationFailed
    case sensitive
    case notExtractable
    case other(UInt32)

    init(_ number: UInt32) {
        self =
            switch number {
            case 0x01: .itemNotFound
            case 0x03: .authenticationFailed
            case 0x04: .invalidMessage
            case 0x05: .operationNotSupported
            case 0x08: .featureNotSupported
            case 0x0B: .illegalOperation
            case 0x0C: .permissionDenied
            case 0x0D: .objectArchived
            case 0x10: .keyFormatNotSupported
            case 0x14: .attestationRequired
            case 0x15: .attestationFailed
            case 0x16: .sensitive
            case 0x17: .notExtractable
            default: .other(number)
            }
    }

    /// What to do next.
    var remedy: String {
        switch self {
        case .itemNotFound:
            "Check the key's name, and that this client's certificate is the one that owns the key or may use it."
        case .authenticationFailed, .permissionDenied:
            "Let the server's policy allow this client's certificate to use the key."
        case .operationNotSupported, .featureNotSupported, .keyFormatNotSupported:
            "The server cannot do this; see its documentation, or make the change with its own tools."
        case .objectArchived: "Have the server's administrator recover the key from its archive."
        case .attestationRequired, .attestationFailed:
            "The server releases the key to attested clients only, which this client is not."
        case .sensitive: "The key leaves the server only wrapped: give a wrapping key."
        case .notExtractable: "The key never leaves the server; choose one that is extractable."
        case .invalidMessage, .illegalOperation, .other: "See the server's log."
        }
    }
}

extension KMIPReason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .itemNotFound: "item not found"
        case .authenticationFailed: "authentication not successful"
        case .invalidMessage: "invalid message"
        case .operationNotSupported: "operation not supported"
        case .featureNotSupported: "feature not supported"
        case .illegalOperation: "illegal operation"
        case .permissionDenied: "permission denied"
        case .objectArchived: "object archived"
        case .keyFormatNotSupported: "key format type not supported"
        case .attestationRequired: "attestation required"
        case .attestationFailed: "attestation failed"
        case .sensitive: "sensitive"
        case .notExtractable: "not extractable"
        case .other(let number): "reason \(number)"
        }
    }
}
