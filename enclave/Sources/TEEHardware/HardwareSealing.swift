/// What the platform's sealing key is bound to.
package enum HardwareSealing: String, Sendable, CaseIterable {
    /// The measured code: MRENCLAVE, or the guest image's launch measurement.
    case code
    /// Whoever signed the code: MRSIGNER. Every enclave of that signer opens the state, older ones too. SGX only.
    case signer
    /// Nothing: recovery shares open the state at each start.
    case none

    /// The word `status` has for it on a platform: what the hardware calls the thing it is bound to.
    func word(on platform: String) -> String {
        switch (self, platform) {
        case (.code, "sgx"): "mrenclave"
        case (.signer, "sgx"): "mrsigner"
        case (.code, "snp"): "measurement"
        default: "none"
        }
    }

    /// Gramine's name of the key.
    var gramineKey: String? {
        switch self {
        case .code: "_sgx_mrenclave"
        case .signer: "_sgx_mrsigner"
        case .none: nil
        }
    }
}
