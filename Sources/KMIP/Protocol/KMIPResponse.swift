internal import TTLV

/// The answer to one request.
struct KMIPResponse: Sendable {
    /// The payload's items.
    let payload: TTLVItem

    private static let success: UInt32 = 0

    /// Reads a message. Throws what the server refused, and `unexpectedAnswer` when it answers something else.
    init(_ message: SecretBytes, to operation: KMIPOperation, limits: TTLVLimits) throws(KMIPError) {
        let item = try Self.decode(message, limits)
        guard item.tag == .responseMessage, let header = item[.responseHeader] else {
            throw .unexpected("it is no response message")
        }
        let batch = item.all(.batchItem)
        guard header[.batchCount]?.integer == 1, batch.count == 1, let answer = batch.first else {
            throw .unexpected("it has \(batch.count) parts, not one")
        }
        try Self.requireSuccess(answer, operation)
        guard answer[.operation]?.enumeration == operation.rawValue else {
            throw .unexpected("it answers another operation than \(operation.name)")
        }
        payload = answer[.responsePayload] ?? TTLVItem(.responsePayload, .structure([]))
    }

    private static func decode(_ message: SecretBytes, _ limits: TTLVLimits) throws(KMIPError) -> TTLVItem {
        do throws(TTLVError) {
            return try TTLVItem(decoding: message, limits: limits)
        } catch {
            throw .malformed(error)
        }
    }

    // A refusal may leave the operation out, so it is looked at first.
    private static func requireSuccess(_ answer: TTLVItem, _ operation: KMIPOperation) throws(KMIPError) {
        guard let status = answer[.resultStatus]?.enumeration else { throw .unexpected("it has no result status") }
        guard status != success else { return }
        guard status == 1, let reason = answer[.resultReason]?.enumeration else {
            throw .unexpected("its result status is \(status)")
        }
        throw .refused(operation, KMIPReason(reason), answer[.resultMessage]?.text ?? "")
    }

    /// The identifier of the object it is about.
    var identifier: KMIPIdentifier {
        get throws(KMIPError) { try KMIPIdentifier(payload[.uniqueIdentifier]) }
    }
}
