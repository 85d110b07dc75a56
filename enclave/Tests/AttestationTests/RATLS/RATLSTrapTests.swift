import Crypto
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// What Gramine's verifier is known to let through, and what RFC 8949 lets a sloppy reader misread.
@Suite("RA-TLS traps")
struct RATLSTrapTests {
    private func code(_ draft: RATLSDraft, allowingLegacy: Bool = true) -> AppraisalError.Code? {
        let error = #expect(throws: AppraisalError.self) { try draft.evidence(allowingLegacy: allowingLegacy) }
        return error?.code
    }

    private func draft(claims: (RATLSDraft) throws -> [UInt8]) throws -> RATLSDraft {
        var draft = RATLSDraft()
        draft.add(claims: try claims(draft))
        return draft
    }

    /// `"pubkey-hash"` and its value, as bytes.
    private func binding(_ draft: RATLSDraft, algorithm: UInt8 = 1) throws -> [UInt8] {
        let key = try draft.publicKey.der
        let digest =
            switch algorithm {
            case 7: Array(SHA384.hash(data: key))
            case 8: Array(SHA512.hash(data: key))
            default: Array(SHA256.hash(data: key))
            }
        let pair = [0x82, algorithm, 0x58, UInt8(digest.count)] + digest
        return [0x6b] + Array("pubkey-hash".utf8) + [0x58, UInt8(pair.count)] + pair
    }

    @Test("claims written byte by byte are read", arguments: [1, 7, 8] as [UInt8])
    func plain(_ algorithm: UInt8) throws {
        let evidence = try draft { [0xa1] + (try binding($0, algorithm: algorithm)) }.evidence()
        #expect(evidence.form == .standard)
        #expect(evidence.quote == [1, 2, 3])
    }

    @Test("what the writer makes is what is written byte by byte")
    func writer() throws {
        let draft = RATLSDraft()
        let claims = RATLSClaims(publicKey: try draft.publicKey.der, nonce: nil)
        #expect(claims.encoded == [0xa1] + (try binding(draft)))
        #expect(TaggedEvidence(quote: [9], claims: [8]).encoded == [0xd9, 0xea, 0x60, 0x82, 0x41, 9, 0x41, 8])
    }

    @Test("a nonce and claims of no meaning here are kept out of the way")
    func otherClaims() throws {
        let draft = try draft { draft in
            let nonce = [0x65] + Array("nonce".utf8) + [0x43, 1, 2, 3]
            // "x": [1, {"y": tag 1 (true)}]
            let other: [UInt8] = [0x61, 0x78, 0x82, 1, 0xa1, 0x61, 0x79, 0xc1, 0xf5]
            return [0xa3] + nonce + other + (try binding(draft))
        }
        #expect(try draft.evidence().nonce == [1, 2, 3])
    }

    /// §2.13: Gramine checks `pubkey-hash` when it is there and does not ask for it.
    @Test("claims without pubkey-hash bind no key")
    func noKeyDigest() throws {
        let draft = try draft { _ in [0xa1, 0x65] + Array("nonce".utf8) + [0x41, 1] }
        #expect(code(draft) == .mismatch)
    }

    /// §5.1: the standard extension decides alone.
    @Test("a standard extension that fails is not rescued by the legacy one")
    func noFallBack() throws {
        var draft = try draft { _ in [0xa0] }
        draft.add(.legacy, [4, 5, 6])
        #expect(code(draft) == .mismatch)
    }

    /// §2.13: Gramine looks for its extension with memmem over the DER.
    @Test("an extension's identifier in the wrong place is not the extension")
    func identifierElsewhere() throws {
        var draft = RATLSDraft()
        let value =
            [6, UInt8(RATLSExtension.legacy.identifier.content.count)] + RATLSExtension.legacy.identifier.content
        let holder = try #require(ObjectIdentifier("1.2.3.4"))
        draft.extensions = [CertificateExtension(holder, isCritical: false, value: value + [4, 3, 1, 2, 3])]
        #expect(code(draft) == .malformedEvidence)
    }

    static let malformed: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
        ("indefinite map", { [0xbf] + $0 + [0xff] }),
        ("pubkey-hash twice", { [0xa2] + $0 + $0 }),
        ("trailing byte", { [0xa1] + $0 + [0] }),
        ("a pair too few", { [0xa2] + $0 }),
        ("a pair too many", { [0xa0] + $0 }),
        ("count in two bytes", { [0xb8, 1] + $0 }),
        ("array instead of map", { [0x82] + $0 }),
        ("number as name", { [0xa2, 1, 2] + $0 }),
        ("indefinite text", { [0xa2, 0x7f, 0x61, 0x61, 0xff, 1] + $0 }),
        ("a map that claims 2^63 pairs", { [0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0] + $0 }),
        ("text that is not UTF-8", { [0xa2, 0x61, 0xff, 1] + $0 }),
        ("float", { [0xa2, 0x61, 0x78, 0xf9, 0, 0] + $0 }),
        ("nested too deep", { [0xa2, 0x61, 0x78] + [UInt8](repeating: 0x81, count: 40) + [1] + $0 }),
        (
            "a nonce longer than any",
            { [0xa2, 0x65] + Array("nonce".utf8) + [0x59, 4, 1] + [UInt8](repeating: 7, count: 1025) + $0 }
        ),
    ]

    @Test("malformed claims", arguments: malformed.indices)
    func malformedClaims(_ index: Int) throws {
        let (name, make) = Self.malformed[index]
        let draft = try draft { make(try binding($0)) }
        #expect(code(draft) == .malformedEvidence, "\(name)")
    }

    @Test("malformed key digests")
    func malformedDigests() throws {
        let name = [0x6b] + Array("pubkey-hash".utf8)
        let digest = Array(SHA256.hash(data: [1]))
        let values: [[UInt8]] = [
            [0x82, 2, 0x58, 32] + digest, [0x81, 1], [0x83, 1, 0x58, 32] + digest + [0],
            [0x9f, 1, 0x58, 32] + digest + [0xff],
            [0x82, 1, 0x58, 32] + digest + [0], [0xa1, 1, 0x58, 32] + digest,
        ]
        for value in values {
            let draft = try draft { _ in [0xa1] + name + [0x58, UInt8(value.count)] + value }
            #expect(code(draft) == .malformedEvidence, "\(Hex.encode(value))")
        }
    }

    @Test("tagged evidence of another tag, length or shape")
    func malformedTaggedEvidence() throws {
        let claims = [0xa1] + (try binding(RATLSDraft()))
        let body: [UInt8] = [0x41, 1, 0x58, UInt8(claims.count)] + claims
        let values: [[UInt8]] = [
            [0xd9, 0xea, 0x61, 0x82] + body, [0xd9, 0xea, 0x60, 0x81] + body, [0xd9, 0xea, 0x60, 0x9f] + body + [0xff],
            [0xd9, 0xea, 0x60, 0x82] + body + [0], [0x82] + body, [0xda, 0, 0, 0xea, 0x60, 0x82] + body, [],
        ]
        for value in values {
            var draft = RATLSDraft()
            draft.add(.standard, value)
            #expect(code(draft) == .malformedEvidence, "\(Hex.encode(value.prefix(8)))")
        }
    }

    @Test("a certificate that is not signed with its own key proves nothing")
    func selfSignature() throws {
        var foreign = try draft { [0xa1] + (try binding($0)) }
        foreign.signer = P256.Signing.PrivateKey()
        #expect(code(foreign) == .badSignature)
        var issued = try draft { [0xa1] + (try binding($0)) }
        issued.issuer = "CN=Somebody"
        #expect(code(issued) == .badSignature)
    }

    @Test("an unknown critical extension is refused")
    func critical() throws {
        var draft = try draft { [0xa1] + (try binding($0)) }
        let unknown = try #require(ObjectIdentifier("1.2.3"))
        draft.extensions.append(CertificateExtension(unknown, isCritical: true, value: [5, 0]))
        #expect(code(draft) == .unsupportedEvidence)
    }

    @Test("all 64 bytes of the quote's report data are compared", arguments: 0..<64)
    func reportData(_ offset: Int) throws {
        let evidence = try draft { [0xa1] + (try binding($0)) }.evidence()
        var subject = try SNPCase(.genoa)
        subject.report[.reportData] = evidence.reportData
        let inner = try subject.appraisal()
        let appraisal = try evidence.appraisal(of: inner)
        #expect(appraisal.container == .raTLS)
        #expect(appraisal.expires == min(inner.expires, RATLSDraft.end))
        #expect(appraisal.platformInfo.contains(Claim("raTlsExtension", .text("standard"))))
        subject.report[.reportData][offset] ^= 1
        let error = #expect(throws: AppraisalError.self) { try evidence.appraisal(of: subject.appraisal()) }
        #expect(error?.code == .mismatch)
    }
}
