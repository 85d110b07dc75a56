/// The version of the enclave's program, as `status` shows it; the wall's own is `Hello.currentVersion`.
enum EnclaveVersion {
    static let current = "0.1.0"
}
