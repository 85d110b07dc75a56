// EnclaveCore
