internal import TTLV

extension KMIPRequest {
    private static let symmetricKey: UInt32 = 2
    private static let aes: UInt32 = 3
    private static let encryptMethod: UInt32 = 1
    private static let nistKeyWrap: UInt32 = 0x0D
    private static let noEncoding: UInt32 = 1

    /// Which of our versions the server speaks.
    static let discoverVersions = KMIPRequest(
        operation: .discoverVersions, payload: KMIPVersion.supported.map(\.item))

    /// Which operations the server has.
    static let queryOperations = KMIPRequest(operation: .query, payload: [TTLVItem(.queryFunction, .enumeration(1))])

    /// The symmetric keys of that name.
    static func locate(_ name: String, version: KMIPVersion) -> KMIPRequest {
        let filter = [
            KMIPAttribute.name.item(.objectName(name), version: version),
            KMIPAttribute.objectType.item(.enumeration(symmetricKey), version: version),
        ]
        let payload = version.hasTaggedAttributes ? [TTLVItem(.attributes, .structure(filter))] : filter
        return KMIPRequest(operation: .locate, payload: payload)
    }

    static func getAttributes(_ identifier: KMIPIdentifier, version: KMIPVersion) -> KMIPRequest {
        KMIPRequest(
            operation: .getAttributes,
            payload: [identifier.item] + KMIPAttribute.asked.map { $0.reference(version: version) })
    }

    /// The key itself; under AES key wrap (RFC 3394) of another key of the server when one is given.
    static func get(_ identifier: KMIPIdentifier, wrappedBy wrapper: KMIPIdentifier? = nil) -> KMIPRequest {
        guard let wrapper else { return KMIPRequest(operation: .get, payload: [identifier.item]) }
        let parameters = TTLVItem(
            .cryptographicParameters, .structure([TTLVItem(.blockCipherMode, .enumeration(nistKeyWrap))]))
        let specification = TTLVItem(
            .keyWrappingSpecification,
            .structure([
                TTLVItem(.wrappingMethod, .enumeration(encryptMethod)),
                TTLVItem(.encryptionKeyInformation, .structure([wrapper.item, parameters])),
                TTLVItem(.encodingOption, .enumeration(noEncoding)),
            ]))
        return KMIPRequest(operation: .get, payload: [identifier.item, specification])
    }

    /// An AES-256 key that may encrypt, decrypt, wrap and unwrap; it is made pre-active.
    static func create(_ name: String, version: KMIPVersion) -> KMIPRequest {
        let attributes = [
            KMIPAttribute.algorithm.item(.enumeration(aes), version: version),
            KMIPAttribute.length.item(.integer(256), version: version),
            KMIPAttribute.usageMask.item(.integer(KMIPUsageMask.all.rawValue), version: version),
            KMIPAttribute.name.item(.objectName(name), version: version),
        ]
        let container: TTLVTag = version.hasTaggedAttributes ? .attributes : .templateAttribute
        return KMIPRequest(
            operation: .create,
            payload: [
                TTLVItem(.objectType, .enumeration(symmetricKey)), TTLVItem(container, .structure(attributes)),
            ])
    }

    static func activate(_ identifier: KMIPIdentifier) -> KMIPRequest {
        KMIPRequest(operation: .activate, payload: [identifier.item])
    }

    static func revoke(_ identifier: KMIPIdentifier, _ revocation: KMIPRevocation) -> KMIPRequest {
        let reason = TTLVItem(
            .revocationReason, .structure([TTLVItem(.revocationReasonCode, .enumeration(revocation.code))]))
        guard case .compromised(let since) = revocation else {
            return KMIPRequest(operation: .revoke, payload: [identifier.item, reason])
        }
        let occurrence = TTLVItem(.compromiseOccurrenceDate, .dateTime(since))
        return KMIPRequest(operation: .revoke, payload: [identifier.item, reason, occurrence])
    }

    static func destroy(_ identifier: KMIPIdentifier) -> KMIPRequest {
        KMIPRequest(operation: .destroy, payload: [identifier.item])
    }

    static func rekey(_ identifier: KMIPIdentifier) -> KMIPRequest {
        KMIPRequest(operation: .rekey, payload: [identifier.item])
    }
}

/// Why a key is revoked, and what that makes of it.
package enum KMIPRevocation: Sendable {
    /// It becomes deactivated: it still decrypts.
    case superseded
    /// It becomes compromised, since that time (seconds since 1970).
    case compromised(since: Int64)

    var code: UInt32 {
        switch self {
        case .superseded: 5
        case .compromised: 2
        }
    }
}
