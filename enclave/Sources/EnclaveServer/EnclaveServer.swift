// EnclaveServer
