import Attestation
import CryptoExtras
import Foundation
import Testing
import X509Core

@testable import CertificateIssuer

@Suite("Quotes inside requests, of a software enclave", .enabled(if: EnclaveUnderTest.binary != nil), .serialized)
struct RequestAttesterTests {
    private static let day: Int64 = 86_400
    private let limits: IssuingLimits

    init() throws { limits = try IssuingLimits(Issuer.Spec()) }

    private func verify(
        _ pem: String, _ appraisal: QuoteAppraisal?, within limits: IssuingLimits? = nil, later: Int64 = 0
    ) async throws -> String? {
        let attester = RequestAttester(appraisal) { Int64(Date.now.timeIntervalSince1970) + later }
        return try await attester.verify(
            UnverifiedCSR(Array(pem.utf8)), uid: "1", within: limits ?? self.limits)
    }

    private func refusal(
        _ pem: String, _ appraisal: QuoteAppraisal?, within limits: IssuingLimits? = nil, later: Int64 = 0
    ) async throws -> RequestFault {
        let fault = await #expect(throws: RequestFault.self) {
            try await verify(pem, appraisal, within: limits, later: later)
        }
        return try #require(fault)
    }

    @Test func whatWasMeasuredIsSaid() async throws {
        let quoted = try await QuotedRequest(quotedBy: EnclaveUnderTest())
        let sentence = try #require(try await verify(quoted.pem(), quoted.appraisal()))
        #expect(sentence.hasPrefix("sgx quote of software, UpToDate: mrEnclave "))
        #expect(sentence.contains("mrSigner") && sentence.hasSuffix("accepted by the policy"))
    }

    @Test func whatIsNotGenuineOrNotGoodEnoughIsRefused() async throws {
        let quoted = try await QuotedRequest(quotedBy: EnclaveUnderTest())
        let expired = try await refusal(quoted.pem(), quoted.appraisal(), later: 40 * Self.day)
        #expect(expired.reason == "AttestationFailed" && expired.message.contains("expired-collateral"))
        var changed = quoted
        changed.quote[48 + 64] ^= 1
        #expect(try await refusal(changed.pem(), quoted.appraisal()).message.contains("bad-signature"))
        let other = String(repeating: "ab", count: 32)
        let pinned = try quoted.appraisal(
            policy: "\"measurements\": [{\"name\": \"other\", \"mrEnclave\": \"\(other)\"}]")
        #expect(try await refusal(quoted.pem(), pinned).message.contains("unknown-measurement"))
        var hardware = try quoted.appraisal()
        hardware.policies = ["": { .standard }]
        #expect(try await refusal(quoted.pem(), hardware).message.contains("untrusted-chain"))
    }

    @Test func aStrangersQuoteIsRefused() async throws {
        let quoted = try await QuotedRequest(quotedBy: EnclaveUnderTest())
        let stranger = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let copied = try await refusal(quoted.pem(signedBy: stranger), quoted.appraisal())
        #expect(copied.reason == "AttestationFailed" && copied.message.contains("(mismatch)"))
        var renamed = quoted
        renamed.nonce[0] ^= 1
        #expect(try await refusal(renamed.pem(), quoted.appraisal()).message.contains("(mismatch)"))
    }

    @Test func withoutAPolicyItFailsAndSaysWhatToConfigure() async throws {
        let quoted = try await QuotedRequest(quotedBy: EnclaveUnderTest())
        let fault = try await refusal(quoted.pem(), nil)
        #expect(fault.reason == "AttestationNotConfigured" && fault.message.contains("--quote-policy FILE"))
        var named = limits
        named.quotePolicy = "mesh"
        let missing = try await refusal(quoted.pem(), quoted.appraisal(), within: named)
        #expect(missing.reason == "AttestationNotConfigured" && missing.message.contains("mesh=FILE"))
    }

    @Test func anIssuerMayRequireAQuote() async throws {
        let plain = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let quoted = try await QuotedRequest(quotedBy: EnclaveUnderTest())
        let pem = try PlainRequest.pem(plain)
        #expect(try await verify(pem, quoted.appraisal()) == nil)
        var required = limits
        required.requiresQuote = true
        for appraisal in [nil, try quoted.appraisal()] {
            #expect(try await refusal(pem, appraisal, within: required).reason == "AttestationRequired")
        }
        #expect(try await verify(quoted.pem(), quoted.appraisal(), within: required) != nil)
    }

    @Test func collateralThatCannotBeHadIsWaitedForAndThenFails() async throws {
        let quoted = try await QuotedRequest(quotedBy: EnclaveUnderTest())
        var appraisal = try quoted.appraisal()
        appraisal.collateral = { _ in throw AppraisalError(.missingCollateral, "The PCCS is away.") }
        let patient = appraisal
        let trouble = await #expect(throws: AttestationTrouble.self) { try await verify(quoted.pem(), patient) }
        #expect(trouble?.message.contains("The PCCS is away.") == true)
        appraisal.patience = .zero
        let fault = try await refusal(quoted.pem(), appraisal)
        #expect(fault.reason == "AttestationUnavailable" && fault.message.contains("The PCCS is away."))
    }
}
