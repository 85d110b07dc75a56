internal import TTLV

@testable internal import KMIP

/// An answer to `Get`.
package struct GetAnswer {
    let identifier: String
    let wrappedBy: String?
    let material: [UInt8]?

    /// Of a key of sevens unless `material` says otherwise.
    package init(identifier: String = "1", wrappedBy: String? = nil, material: [UInt8]? = nil) {
        self.identifier = identifier
        self.wrappedBy = wrappedBy
        self.material = material
    }

    package var encoded: [UInt8] {
        let bytes = material ?? Array(repeating: 7, count: wrappedBy == nil ? 32 : 40)
        var block = [
            TTLVItem(.keyFormatType, .enumeration(1)),
            TTLVItem(.keyValue, .structure([TTLVItem(.keyMaterial, .byteString(SecretBytes(bytes)))])),
        ]
        if let wrappedBy {
            let key = TTLVItem(
                .encryptionKeyInformation, .structure([TTLVItem(.uniqueIdentifier, .textString(wrappedBy))]))
            block.append(TTLVItem(.keyWrappingData, .structure([TTLVItem(.wrappingMethod, .enumeration(1)), key])))
        }
        let payload = [
            TTLVItem(.objectType, .enumeration(2)), TTLVItem(.uniqueIdentifier, .textString(identifier)),
            TTLVItem(.symmetricKey, .structure([TTLVItem(.keyBlock, .structure(block))])),
        ]
        return Message(operation: .get, payload: payload).encoded
    }
}
