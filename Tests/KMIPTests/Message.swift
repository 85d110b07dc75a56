import TTLV

@testable import KMIP

/// An answer that a server might give.
struct Message {
    let operation: KMIPOperation
    var payload: [TTLVItem]

    var encoded: [UInt8] {
        Self.encode([
            TTLVItem(.operation, .enumeration(operation.rawValue)), TTLVItem(.resultStatus, .enumeration(0)),
            TTLVItem(.responsePayload, .structure(payload)),
        ])
    }

    static func encode(_ items: [TTLVItem]) -> [UInt8] {
        let header = TTLVItem(
            .responseHeader, .structure([KMIPVersion(1, 4).item, TTLVItem(.batchCount, .integer(1))]))
        return TTLVItem(.responseMessage, .structure([header, TTLVItem(.batchItem, .structure(items))])).encoded
    }
}

/// An answer that says no.
struct Refusal {
    let reason: UInt32
    let message: String

    var encoded: [UInt8] {
        Message.encode([
            TTLVItem(.resultStatus, .enumeration(1)), TTLVItem(.resultReason, .enumeration(reason)),
            TTLVItem(.resultMessage, .textString(message)),
        ])
    }
}

/// An answer to `Get` of the key of ``GetVector``.
struct GetAnswer {
    var wrappedBy: String?
    var material: [UInt8]?

    var encoded: [UInt8] {
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
            TTLVItem(.objectType, .enumeration(2)), TTLVItem(.uniqueIdentifier, .textString(GetVector.identifier)),
            TTLVItem(.symmetricKey, .structure([TTLVItem(.keyBlock, .structure(block))])),
        ]
        return Message(operation: .get, payload: payload).encoded
    }
}
