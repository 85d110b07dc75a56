private import EnclaveProtocol
private import KeyOperations

/// One signature on each worker before the system call filter goes on, so that whatever a first use asks of the kernel
/// (random seeds, processor features) has been asked.
enum WarmUp {
    @Sendable static func sign() {
        guard let key = try? LiveKey.generate(.p256) else { return }
        _ = try? key.sign(message: [0], scheme: .ecdsa, hash: .sha256)
    }
}
