internal import EnclaveProgram
private import TEEHardware

extension HardwareProduct {
    static let options: [EnclaveOption<HardwareProduct>] = [
        EnclaveOption(
            name: "--sealing", placeholder: "code|signer|none",
            help: """
                What opens the state at a start: a key the hardware gives this measured code alone (default), on SGX also
                one for all code of the same signer, or none: recovery shares. TDX has no such key.
                """
        ) { product, value throws(OptionError) in
            guard let sealing = HardwareSealing(rawValue: value) else {
                throw OptionError("--sealing takes code, signer or none")
            }
            product.sealing = sealing
        },
        EnclaveOption(
            name: "--memory", placeholder: "secret|locked|enclave",
            help: """
                Where every byte of heap and thread stacks lives. In a guest: memfd_secret (default; refuses to start
                without), or locked memory, which the guest's root can read. Under Gramine: enclave, and nothing else.
                """
        ) { product, value throws(OptionError) in
            guard ["secret", "locked", "enclave"].contains(value) else {
                throw OptionError("--memory takes secret, locked or enclave")
            }
            product.memory = value
        },
    ]
}
