import EnclaveClient
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(arguments: [
        ("unix:/run/x.sock", EnclaveAddress.unix(path: "/run/x.sock")),
        ("unix:relative.sock", .unix(path: "relative.sock")),
        ("tcp:127.0.0.1:7000", .tcp(host: "127.0.0.1", port: 7000)),
        ("tcp:[::1]:7000", .tcp(host: "::1", port: 7000)),
    ])
    func readsAndWrites(_ text: String, _ address: EnclaveAddress) throws {
        #expect(try EnclaveAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "unix", "unix:", "/run/x.sock", "tcp:", "tcp:host", "tcp:host:", "tcp::1", "tcp:host:0", "tcp:host:65536",
        "http://x", "tcp:[::1:7", "tcp:::1]:7", "tcp:::1:7", "tcp:[host]:7", "tcp:a b:7",
        "unix:" + String(repeating: "x", count: 108),
    ])
    func refuses(_ text: String) {
        let error = #expect(throws: EnclaveClientError.self) { try EnclaveAddress(text) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func theEnvironmentDecidesInOrder() throws {
        let all = ["CASEMATE_ENCLAVE": "unix:/a", "XDG_RUNTIME_DIR": "/run/user/1"]
        #expect(try EnclaveAddress.fromEnvironment(all) == .unix(path: "/a"))
        #expect(
            try EnclaveAddress.fromEnvironment(["XDG_RUNTIME_DIR": "/run/user/1"])
                == .unix(path: "/run/user/1/casemate/enclave.sock"))
        #expect(try EnclaveAddress.fromEnvironment([:]) == .unix(path: "/run/casemate/enclave.sock"))
    }

    @Test func tcpNeedsAPin() async throws {
        let pin = SessionKeyPin(hex: String(repeating: "0a", count: 32))
        #expect(pin?.description == String(repeating: "0a", count: 32))
        #expect(SessionKeyPin(hex: "0a") == nil)
        #expect(SessionKeyPin(hex: String(repeating: "zz", count: 32)) == nil)
    }
}
