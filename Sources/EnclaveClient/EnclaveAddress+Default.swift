extension EnclaveAddress {
    /// The address to use when none is given: `CASEMATE_ENCLAVE`, else `$XDG_RUNTIME_DIR/casemate/enclave.sock`, else
    /// `/run/casemate/enclave.sock`.
    public static func fromEnvironment(_ environment: [String: String]) throws(EnclaveClientError) -> Self {
        if let address = environment["CASEMATE_ENCLAVE"], !address.isEmpty { return try Self(address) }
        if let directory = environment["XDG_RUNTIME_DIR"], !directory.isEmpty {
            return try Self(socketPath: directory + "/casemate/enclave.sock")
        }
        return .unix(path: "/run/casemate/enclave.sock")
    }
}
