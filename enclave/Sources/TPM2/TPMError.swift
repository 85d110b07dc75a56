internal import EnclaveProtocol

/// Why a TPM was of no use.
package enum TPMError: Error, Equatable, Sendable {
    /// It cannot be reached, went away or did not answer in time; the connection is not used again.
    case unreachable(String)
    /// What came is no answer of a TPM.
    case malformed(String)
    /// An answer whose HMAC is wrong: of another command, altered, or made by whoever does not know the index's secret.
    case forged
    /// The TPM refused a command.
    case refused(TPMResponseCode)
    /// It has no such index.
    case noIndex
    /// It has the index, and it is not the one that was made: other attributes, or another secret.
    case otherIndex
    /// Something else stands where the index would be made.
    case occupied
}

extension TPMError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let why): "the TPM cannot be reached: \(why)"
        case .malformed(let what): "the TPM's answer cannot be read: \(what)"
        case .forged: "an answer is not from the TPM that holds the counter, or was changed on its way"
        case .refused(.notStarted): "the TPM was not started up"
        case .refused(.noSpace): "the TPM has no room for a counter"
        case .refused(let code): "the TPM refused a command with \(code)"
        case .noIndex: "the TPM has no such counter"
        case .otherIndex: "the TPM's counter is another one than was made for this state"
        case .occupied: "the TPM keeps something else where the counter would be"
        }
    }
}

extension TPMError {
    /// Runs a reader; what it cannot read is `malformed`.
    static func reading<Value>(_ body: () throws(WireError) -> Value) throws(TPMError) -> Value {
        do {
            return try body()
        } catch {
            throw .malformed("\(error)")
        }
    }
}
