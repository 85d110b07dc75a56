import Crypto
import DCAPFixtures
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

/// Quotes inside certificate requests: whose they are, before anybody asks whether they are genuine.
@Suite("Quotes inside requests")
struct RequestEvidenceTests {
    private func refusal(_ draft: RequestDraft) throws -> AppraisalError {
        let request = try draft.verified()
        return try #require(#expect(throws: AppraisalError.self) { try RequestEvidence(of: request) })
    }

    @Test("Intel's three extensions: the quote and what it must commit to")
    func tcs() throws {
        let made = try RequestDraft.enclave().make()
        let request = try RequestDraft.tcs(quote: made.quote).verified()
        #expect(RequestEvidenceForm.forms(among: request.requestedExtensions) == [.tcs])
        let evidence = try RequestEvidence(of: request)
        let (exponent, modulus) = try RequestDraft.numbers()
        let digest = Array(SHA256.hash(data: exponent + modulus + RequestDraft.nonce))
        #expect(evidence.form == .tcs && evidence.quote == made.quote)
        #expect(evidence.reportData == digest + [UInt8](repeating: 0, count: 32))
        let appraiser = EvidenceAppraiser(
            anchors: TrustAnchors([try Certificate(made.root)]), collateral: try made.collateral)
        #expect(try appraiser.appraise(evidence.quote, at: made.time).reportData == evidence.reportData)
    }

    @Test("base64 in lines and in the other string types is read too")
    func otherTexts() throws {
        let quote = try RequestDraft.enclave().make().quote
        var lines: [UInt8] = []
        Base64.appendLines(of: quote, to: &lines)
        var draft = RequestDraft()
        draft.add(.tcsQuote, text: lines)
        draft.add(.tcsQuotedKey, text: Base64.encode(try RequestDraft.quotedKey()), tag: DERTag.printableString)
        draft.add(.tcsQuoteNonce, text: Base64.encode(RequestDraft.nonce), tag: DERTag.ia5String)
        #expect(try RequestEvidence(of: draft.verified()).quote == quote)
    }

    @Test("the extension of RA-TLS, for a key on a curve")
    func raTLS() throws {
        let key = P256.Signing.PrivateKey()
        let publicKey = try SubjectPublicKey(
            algorithm: .p256, rawRepresentation: Array(key.publicKey.x963Representation))
        let claims = RATLSClaims(publicKey: publicKey.der, nonce: [1, 2]).encoded
        let quote = try RequestDraft.enclave(committingTo: claims).make().quote
        var draft = RequestDraft()
        draft.add(RATLSExtension.standard.identifier, value: TaggedEvidence(quote: quote, claims: claims).encoded)
        let evidence = try RequestEvidence(of: draft.verified(with: key))
        #expect(evidence.form == .raTLS && evidence.quote == quote)
        let other = try draft.verified(with: P256.Signing.PrivateKey())
        let error = #expect(throws: AppraisalError.self) { try RequestEvidence(of: other) }
        #expect(error?.code == .mismatch && error?.message.contains("pubkey-hash") == true)
    }

    @Test("a quote that commits to another key, another nonce or more is refused")
    func otherReportData() throws {
        let (exponent, modulus) = try RequestDraft.numbers()
        for bytes in [exponent + modulus, modulus + exponent + RequestDraft.nonce, [0]] {
            let quote = try RequestDraft.enclave(committingTo: bytes).make().quote
            #expect(try refusal(.tcs(quote: quote)).code == .mismatch)
        }
        var simulation = try RequestDraft.enclave()
        simulation.quote.body[SimulatedQuote.Layout.enclave.reportDataOffset + 63] = 1
        #expect(try refusal(.tcs(quote: simulation.make().quote)).code == .mismatch)
        let quote = try RequestDraft.enclave().make().quote
        #expect(try refusal(.tcs(quote: quote, nonce: Array(0..<32))).code == .mismatch)
    }

    @Test("a stranger's quote beside its own key is refused: the request's key is another")
    func strangersQuote() throws {
        let (exponent, modulus) = try RequestDraft.numbers()
        var stranger = modulus
        stranger[10] ^= 1
        let key =
            SimulatedQuote.littleEndian(UInt64(exponent.count)) + SimulatedQuote.littleEndian(UInt64(modulus.count))
            + exponent + stranger
        let quote = try RequestDraft.enclave(committingTo: exponent + stranger + RequestDraft.nonce).make().quote
        let error = try refusal(.tcs(quote: quote, key: key))
        #expect(error.code == .mismatch && error.message.contains("another key"))
        let onCurve = try RequestDraft.tcs(quote: quote, key: key).verified(with: P256.Signing.PrivateKey())
        #expect(throws: AppraisalError.self) { try RequestEvidence(of: onCurve) }
    }

    @Test("lengths of the quoted key that do not agree are refused, however large")
    func keyLengths() throws {
        let quote = try RequestDraft.enclave().make().quote
        let whole = try RequestDraft.quotedKey()
        let huge = [UInt8](repeating: 0xff, count: 8)
        let keys: [[UInt8]] = [
            [1], Array(whole.prefix(15)), Array(whole.dropLast()), whole + [0], huge + Array(whole.dropFirst(8)),
            Array(whole.prefix(8)) + huge + Array(whole.dropFirst(16)), [0xf0] + Array(whole.dropFirst()),
            [UInt8](repeating: 0, count: 16),
        ]
        for key in keys {
            #expect(try [.malformedEvidence, .mismatch].contains(refusal(.tcs(quote: quote, key: key)).code))
        }
        // A leading zero is not how Intel's toolkit writes a number.
        let (exponent, modulus) = try RequestDraft.numbers()
        let padded =
            SimulatedQuote.littleEndian(UInt64(4)) + SimulatedQuote.littleEndian(UInt64(modulus.count)) + [0]
            + exponent + modulus
        #expect(try refusal(.tcs(quote: quote, key: padded)).code == .mismatch)
    }

    @Test("each extension must be there, a string, and base64")
    func malformedExtensions() throws {
        let whole = try RequestDraft.tcs(quote: RequestDraft.enclave().make().quote)
        for index in whole.extensions.indices {
            var draft = whole
            draft.extensions.remove(at: index)
            #expect(try refusal(draft).code == .malformedEvidence)
            let identifier = whole.extensions[index].identifier
            for value: [UInt8] in [
                [], [DERTag.utf8String, 0], [0x0c, 3, 0x2a, 0x2a, 0x2a], [4, 4, 65, 65, 65, 65], [0x0c],
            ] {
                draft = whole
                draft.extensions[index] = CertificateExtension(identifier, isCritical: false, value: value)
                #expect(try refusal(draft).code == .malformedEvidence)
            }
        }
        #expect(try refusal(.tcs(quote: RequestDraft.enclave().make().quote, nonce: [1])).code == .malformedEvidence)
        #expect(try refusal(.tcs(quote: [1, 2, 3])).code == .malformedEvidence)
    }

    @Test("two quotes are one too many, and none is none")
    func twoQuotes() throws {
        let quote = try RequestDraft.enclave().make().quote
        var draft = try RequestDraft.tcs(quote: quote)
        draft.add(RATLSExtension.standard.identifier, value: TaggedEvidence(quote: quote, claims: [0xa0]).encoded)
        #expect(try refusal(draft).message.contains("two quotes"))
        #expect(try refusal(RequestDraft()).message.contains("no quote"))
        var repeated = try RequestDraft.tcs(quote: quote)
        repeated.extensions.append(repeated.extensions[0])
        #expect(throws: X509Error.self) { try repeated.verified() }
    }

    @Test("real quotes are for nobody's request here", arguments: ["sgx/real-azure-2023", "tdx/real-v4-uptodate-2025"])
    func realQuotes(_ name: String) throws {
        #expect(try refusal(.tcs(quote: DCAPVector(name).quote)).code == .mismatch)
    }

    @Test("an SEV-SNP report is no quote")
    func reports() throws {
        let report = try SNPVector.read("snp/real-milan-v2/report.bin")
        #expect(try [.unsupportedEvidence, .malformedEvidence].contains(refusal(.tcs(quote: report)).code))
    }
}
