internal import EnclaveProtocol

/// An answer of the TPM, taken apart; nothing in it is believed yet.
struct TPMResponse {
    /// What stands behind the parameters of a command with a session.
    struct Authorization {
        let nonce: [UInt8]
        let attributes: UInt8
        let hmac: [UInt8]
    }

    private(set) var handle: UInt32?
    private(set) var parameters: [UInt8] = []
    private(set) var authorization: Authorization?

    /// `hasHandle` and `isAuthorized` say what the answer to that command carries.
    /// - Throws: `refused` with the TPM's own code, `malformed`.
    init(_ bytes: [UInt8], hasHandle: Bool = false, isAuthorized: Bool = false) throws(TPMError) {
        var reader = WireReader(bytes)
        let (tag, code) = try TPMError.reading { () throws(WireError) in try Self.header(&reader, bytes.count) }
        guard code == .success else { throw .refused(code) }
        guard tag == (isAuthorized ? TPMCommand.sessionTag : TPMCommand.plainTag) else {
            throw .malformed("its tag is \(tag)")
        }
        try TPMError.reading { () throws(WireError) in
            if hasHandle { handle = try reader.uint32() }
            guard isAuthorized else { return parameters = reader.rest() }
            parameters = try reader.data()
            authorization = Authorization(
                nonce: try reader.sized(), attributes: try reader.uint8(), hmac: try reader.sized())
            try reader.finish()
        }
    }

    /// The code of an answer, whatever else it holds; nil of what is no answer.
    static func code(of bytes: [UInt8]) -> TPMResponseCode? {
        var reader = WireReader(bytes)
        return try? header(&reader, bytes.count).1
    }

    private static func header(
        _ reader: inout WireReader, _ length: Int
    ) throws(WireError) -> (tag: UInt16, TPMResponseCode) {
        let tag = try reader.uint16()
        guard Int(try reader.uint32()) == length else { throw .invalidValue(field: "length") }
        return (tag, TPMResponseCode(rawValue: try reader.uint32()))
    }
}
