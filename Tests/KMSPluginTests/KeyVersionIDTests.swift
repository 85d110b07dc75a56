import EnclaveProtocol
import Testing

@testable import KMSPlugin

@Suite("Key ids")
struct KeyVersionIDTests {
    private let id = KeyVersionID(key: Identifier(high: 0x0123, low: 0xabcd), version: 7, created: 1_763_750_000)

    @Test("The text form comes back as the same value")
    func roundTrip() {
        #expect(id.description == "casemate-1.0000000000000123000000000000abcd.7.1763750000")
        #expect(KeyVersionID(id.description) == id)
    }

    @Test(
        "Only the form this program writes is read",
        arguments: [
            "", ".", "casemate-1", "casemate-1...", "casemate-1.0000000000000123000000000000abcd.7",
            "casemate-2.0000000000000123000000000000abcd.7.1763750000",
            "casemate-1.0000000000000123000000000000ABCD.7.1763750000",
            "casemate-1.0000000000000123000000000000abcd.07.1763750000",
            "casemate-1.0000000000000123000000000000abcd.+7.1763750000",
            "casemate-1.0000000000000123000000000000abcd.7.1763750000.",
            "casemate-1.0000000000000123000000000000abcd.7.1763750000\0",
            " casemate-1.0000000000000123000000000000abcd.7.1763750000",
            "casemate-1.0000000000000123000000000000abc.7.1763750000",
            "casemate-1.0000000000000123000000000000abcd.4294967296.1763750000",
            "casemate-1.0000000000000123000000000000abcd.7.9223372036854775808",
        ])
    func refused(text: String) { #expect(KeyVersionID(text) == nil) }
}
