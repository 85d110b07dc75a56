package import TTLV

@testable package import KMIP

/// An answer that a server might give.
package struct Message {
    let operation: KMIPOperation
    let payload: [TTLVItem]

    package init(operation: KMIPOperation, payload: [TTLVItem]) {
        self.operation = operation
        self.payload = payload
    }

    package var encoded: [UInt8] {
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
package struct Refusal {
    let reason: UInt32
    let message: String

    package init(reason: UInt32, message: String) {
        self.reason = reason
        self.message = message
    }

    package var encoded: [UInt8] {
        Message.encode([
            TTLVItem(.resultStatus, .enumeration(1)), TTLVItem(.resultReason, .enumeration(reason)),
            TTLVItem(.resultMessage, .textString(message)),
        ])
    }
}
