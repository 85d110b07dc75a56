import EnclaveClient
import Testing

/// What a person reads when no connection comes about.
@Suite("Reasons of the network")
struct NetworkReasonTests {
    @Test(arguments: [
        ("tcp:127.0.0.1:1", "Connection refused"), ("tcp:no-such-host.invalid:7", "the name has no address"),
        ("unix:/", "Connection refused"), ("unix:/tmp/casemate-nothing-here.sock", "No such file or directory"),
    ])
    func namesTheReasonAndNothingElse(_ address: String, _ reason: String) async throws {
        let error = await #expect(throws: EnclaveClientError.self) {
            try await EnclaveClient.connect(to: try EnclaveAddress(address))
        }
        #expect(error?.code == .cannotConnect)
        #expect(error?.message == "No enclave answers at \(address): \(reason).")
    }
}
