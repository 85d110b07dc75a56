import Crypto
import Foundation
import Testing

@testable import CasemateCommands

/// Finding a key in whatever people put into objects.
struct KeyTraceTests {
    private let authority: TestAuthority
    private let search: KeyTraceSearch

    init() throws {
        authority = try TestAuthority("looked for")
        search = KeyTraceSearch(publicKey: authority.publicKey)
    }

    private func trace(_ text: String) -> KeyTrace { search.trace(Array(text.utf8)) }

    @Test func findsEveryForm() throws {
        let pem = authority.key.pemRepresentation
        let indented = pem.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        let base64 = Data(pem.utf8).base64EncodedString()
        let json = "{\"data\": {\"a\": [\"\(base64)\"]}, \"kind\": \"Secret\"}"
        #expect(search.trace(authority.keyPEM) == .found)
        #expect(search.trace(authority.keyDER) == .found)
        #expect(trace("ca:\n  key: |\n\(indented)\n") == .found)
        #expect(trace(base64) == .found)
        #expect(trace(Data(authority.keyDER).base64EncodedString(options: .lineLength64Characters)) == .found)
        #expect(trace(json) == .found)
        #expect(trace(Data(json.utf8).base64EncodedString()) == .found)
    }

    @Test func findsItBehindOthers() throws {
        let other = try TestAuthority("another")
        let text = String(decoding: try other.pem + other.keyPEM + authority.keyPEM, as: UTF8.self)
        #expect(trace(text) == .found)
        #expect(trace("-----BEGIN EC PRIVATE KEY-----\nbroken\n" + text) == .found)
    }

    @Test func isNotMistaken() throws {
        let other = try TestAuthority("another")
        #expect(search.trace(other.keyPEM) == .none)
        #expect(search.trace(try authority.pem) == .none)
        #expect(search.trace(authority.publicKey) == .none)
        let long = String(repeating: "A", count: 4000)
        for text in ["", "true", "{", "{\"a\": 1}", long, "-----BEGIN PRIVATE KEY-----"] {
            #expect(trace(text) == .none)
        }
    }

    @Test func namesWhatItCannotOpen() {
        let label = "ENCRYPTED PRIVATE KEY-----"
        let block = "-----BEGIN \(label)\nMIIFHDBOBgkqhkiG9w0BBQ0w\n-----END \(label)\n"
        let rest = [UInt8](repeating: 7, count: 40)
        #expect(trace(block) == .closed("an encrypted private key"))
        #expect(search.trace([0xFE, 0xED, 0xFE, 0xED] + rest) == .closed("a Java key store"))
        #expect(search.trace([0x30, 0x82, 1, 0, 2, 1, 3, 0x30] + rest) == .closed("a PKCS#12 key store"))
        #expect(search.trace([0x1F, 0x8B] + rest) == .closed("compressed"))
        #expect(trace(block + authority.key.pemRepresentation) == .found)
    }

    /// As deep as data is followed, and no deeper: an object of nothing but brackets ends soon.
    @Test func endsOnDepth() {
        var text = authority.key.pemRepresentation
        for _ in 0..<8 { text = Data(text.utf8).base64EncodedString() }
        #expect(trace(text) == .none)
        #expect(trace(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)) == .none)
    }
}
