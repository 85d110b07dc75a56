// EnclaveClient
