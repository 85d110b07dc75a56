print("casemate-enclave-software")
