import TPM2
import Testing

@Suite("TPM: addresses")
struct AddressTests {
    @Test(arguments: [
        "tpm:/dev/tpmrm0", "tpm:unix:/run/swtpm.sock", "tpm:tcp:127.0.0.1:2321", "tpm:tcp:127.9.9.9:65535",
        "tpm:tcp:[::1]:1",
    ])
    func known(_ text: String) throws {
        #expect(try #require(TPMAddress(text)).description == text)
    }

    @Test(arguments: [
        "", "tpm:", "/dev/tpm0", "tpm:dev/tpm0", "tpm:unix:", "tpm:unix:relative", "tpm:tcp:127.0.0.1",
        "tpm:tcp:127.0.0.1:0", "tpm:tcp:127.0.0.1:65536", "tpm:tcp:10.0.0.1:2321", "tpm:tcp:localhost:2321",
        "tpm:tcp:127.0.0:1", "tpm:tcp:[::2]:1", "tpm:udp:127.0.0.1:1",
        "tpm:unix:/" + String(repeating: "x", count: 107),
    ])
    func unknown(_ text: String) { #expect(TPMAddress(text) == nil) }

    @Test("what is not there is told")
    func unreachable() throws {
        for text in ["tpm:/nonexistent/tpm", "tpm:unix:/nonexistent/s", "tpm:tcp:127.0.0.1:1"] {
            let address = try #require(TPMAddress(text))
            #expect { try TPMConnection(address) } throws: { error in
                guard case .unreachable(let why)? = error as? TPMError else { return false }
                return why.hasPrefix(text)
            }
        }
    }
}
