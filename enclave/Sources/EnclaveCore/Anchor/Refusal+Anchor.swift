internal import EnclaveProtocol
internal import TPM2

extension Refusal {
    /// Runs something with the anchor's counter; its error becomes a refusal.
    static func mapping<Value>(_ body: () throws(TPMError) -> Value) throws(Refusal) -> Value {
        do {
            return try body()
        } catch {
            throw Refusal(.stateLocked, "anchor: \(error)", remedy: remedy(for: error))
        }
    }

    private static func remedy(for error: TPMError) -> String {
        switch error {
        case .unreachable, .malformed: "Check that the TPM is where --anchor says and serves nobody else; start again."
        case .forged: "Look for what stands between the enclave and the TPM; start again without it."
        case .refused(.notStarted): "Start the TPM up (swtpm: --flags startup-clear); start the enclave again."
        case .refused(.noSpace): "Remove an NV index that nobody needs (`tpm2_nvundefine`); start again."
        case .refused: "Check that the owner's and the endorsement hierarchy's passwords are empty; start again."
        case .noIndex, .otherIndex: "Give --anchor the TPM that the state was anchored in; start again."
        case .occupied: "Have whoever uses that NV index remove it; start again."
        }
    }
}
