internal import EnclaveProtocol

extension EnclaveOperation {
    /// The request carries key material or a share: it travels in a sealed session on every listener.
    var needsSession: Bool {
        switch self {
        case .keyImportSealed, .keyImportClear, .keyReceive, .caImport, .caReceive, .recoveryCreate, .recoverySubmit:
            true
        default: false
        }
    }
}
