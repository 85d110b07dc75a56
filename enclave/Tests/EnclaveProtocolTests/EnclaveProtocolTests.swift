// EnclaveProtocolTests
