import EnclaveProtocol
import Foundation
import Testing

@testable import KMSPlugin

@Suite("What is bound to a message")
struct EnvelopeFormTests {
    private let key = KeyVersionID(key: Identifier(high: 1, low: 2), version: 3, created: 4)

    @Test("Moving a byte between name, value and neighbour gives other bytes")
    func contextsDiffer() {
        let annotations: [[String: Data]] = [
            [:], ["a.b": Data()], ["a.b": Data("c".utf8)], ["a.bc": Data()], ["a.b": Data(), "c.d": Data()],
            ["a.b": Data("c.d".utf8)], ["a.b": Data([0, 0, 0, 0])], ["a.b": Data("c".utf8), "d.e": Data()],
        ]
        let contexts =
            annotations.map { WrapContext.v2(key.description, annotations: $0) } + [
                WrapContext.v1beta1(key.description)
            ]
        #expect(Set(contexts).count == annotations.count + 1)
    }

    @Test("The order of a dictionary does not matter")
    func orderIsFixed() {
        let names = (0..<50).map { "n\($0).example" }
        let forward = Dictionary(uniqueKeysWithValues: names.map { ($0, Data($0.utf8)) })
        let backward = Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, Data($0.utf8)) })
        #expect(
            WrapContext.v2(key.description, annotations: forward)
                == WrapContext.v2(key.description, annotations: backward))
    }

    @Test("A ciphertext of version 1 names its key")
    func legacy() {
        let cipher = LegacyCipher(key: key, envelope: [9, 8, 7])
        #expect(cipher.bytes.count == 1 + 16 + 4 + 8 + 3)
        #expect(LegacyCipher(cipher.bytes) == cipher)
        for length in 0..<29 { #expect(LegacyCipher(Array(cipher.bytes.prefix(length))) == nil) }
        for format in [UInt8(0), 2, 3] { #expect(LegacyCipher([format] + cipher.bytes.dropFirst()) == nil) }
    }

    @Test("One whose key came from elsewhere names it as its source does")
    func legacyByReference() throws {
        let longest = try #require(KEKReference(String(repeating: "r", count: KEKReference.longest)))
        let origin = KEKOrigin(KEKDescription(reference: longest, created: .max, use: .sealAndOpen))
        let key = KeyVersionID(key: Identifier(high: 1, low: 2), version: 1, created: 4, origin: origin)
        let cipher = LegacyCipher(key: key, envelope: [9, 8, 7])
        #expect(cipher.bytes.count <= LegacyCipher.headerLength + 3)
        #expect(cipher.keyID == origin.description)
        #expect(LegacyCipher(cipher.bytes) == cipher)
        for length in 0...(cipher.bytes.count - 4) {
            #expect(LegacyCipher(Array(cipher.bytes.prefix(length))) == nil)
        }
    }

    @Test("Annotation names follow RFC 1123 as kube-apiserver reads it")
    func names() {
        for name in ["a.b", "1.2", "kms.example.com.", "\(String(repeating: "a", count: 63)).b", "xn--a.b"] {
            #expect(MessageLimits.isQualifiedDomain(name), "\(name)")
        }
        for name in ["", ".", "a", "a.", "a..b", "A.b", "a_.b", "-a.b", "a-.b", "a.b/c", "*.b", "é.b"] {
            #expect(!MessageLimits.isQualifiedDomain(name), "\(name)")
        }
        #expect(!MessageLimits.isQualifiedDomain("\(String(repeating: "a", count: 64)).b"))
    }
}
