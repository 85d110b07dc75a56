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

    @Test("A key from elsewhere has one text too", arguments: ["k", "2026-11", "A_b-9"])
    func origins(reference: String) throws {
        let origin = KEKOrigin(
            KEKDescription(reference: try #require(KEKReference(reference)), created: 12, use: .openOnly))
        #expect(origin.description == "casemate-2.12.\(reference)")
        #expect(KEKOrigin(origin.description) == origin)
        #expect(KeyVersionID.mayBe(origin.description) && !KeyVersionID.mayBe("casemate-2.012.\(reference)"))
    }

    @Test(
        "Only references that fit into a name are read", arguments: ["", "a.b", "a/b", "a b", "é", "a\n", "K\u{212A}"])
    func noReferences(text: String) throws {
        #expect(KEKReference(text) == nil)
        #expect(KEKOrigin("casemate-2.12.\(text)") == nil)
        #expect(KEKReference(String(repeating: "a", count: KEKReference.longest + 1)) == nil)
    }
}
