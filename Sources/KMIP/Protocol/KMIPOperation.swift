/// The operations this client asks for (KMIP 2.0 §11.37).
package enum KMIPOperation: UInt32, Sendable, CaseIterable {
    case create = 0x01
    case rekey = 0x04
    case locate = 0x08
    case get = 0x0A
    case getAttributes = 0x0B
    case activate = 0x12
    case revoke = 0x13
    case destroy = 0x14
    case query = 0x18
    case discoverVersions = 0x1E

    /// May be sent again when its answer was lost: it changes nothing.
    var isRepeatable: Bool {
        switch self {
        case .locate, .get, .getAttributes, .query, .discoverVersions: true
        case .create, .rekey, .activate, .revoke, .destroy: false
        }
    }

    package var name: String {
        switch self {
        case .create: "Create"
        case .rekey: "Re-key"
        case .locate: "Locate"
        case .get: "Get"
        case .getAttributes: "Get Attributes"
        case .activate: "Activate"
        case .revoke: "Revoke"
        case .destroy: "Destroy"
        case .query: "Query"
        case .discoverVersions: "Discover Versions"
        }
    }
}
