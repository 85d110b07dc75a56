// EnclaveServerTests
