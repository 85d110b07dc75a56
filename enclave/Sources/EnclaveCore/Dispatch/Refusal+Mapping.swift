internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import X509Core

extension Refusal {
    /// A request from its bytes, or `malformed-request`.
    static func decoding<Request: EnclaveRequest>(
        _ type: Request.Type, _ bytes: [UInt8]
    ) throws(Refusal) -> Request {
        do {
            return try Request(decoding: bytes)
        } catch {
            throw Refusal(
                .malformedRequest, "the request \(Request.operation.name) cannot be read: \(error)",
                remedy: "Use a client of the enclave's protocol version.")
        }
    }

    /// Runs an operation on keys; its error becomes a refusal.
    static func mapping<Value>(_ body: () throws(KeyError) -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw Refusal(error)
        }
    }

    /// Runs something on certificates; its error becomes a refusal.
    static func mapping<Value>(_ body: () throws(X509Error) -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw Refusal(error)
        }
    }

    /// Runs something on the journal; its error becomes a refusal.
    static func mapping<Value>(_ body: () throws(JournalError) -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw Refusal(error)
        }
    }

    /// A record from the journal; what cannot be read was not written by this version.
    static func record<Record: WireCodable>(_ type: Record.Type, _ bytes: [UInt8]) throws(Refusal) -> Record {
        do {
            return try Record(decoding: bytes)
        } catch {
            throw Refusal(.corruptState, "a record of kind \(Record.self) cannot be read: \(error)")
        }
    }

    /// A profile from the journal, in its own form.
    static func profile(_ bytes: [UInt8]) throws(Refusal) -> CertificateProfile {
        do {
            return try CertificateProfile(decoding: bytes)
        } catch {
            throw Refusal(.corruptState, "a record of kind CertificateProfile cannot be read: \(error.message)")
        }
    }
}
