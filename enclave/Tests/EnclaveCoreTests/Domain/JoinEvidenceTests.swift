import EnclaveProtocol
import KeyOperations
import TEEPlatform
import Testing

@testable import EnclaveCore
@testable import TEESoftware

/// Which evidence a domain's policy lets in, at the lead and at the joiner.
@Suite("Evidence of those who join")
struct JoinEvidenceTests {
    private func prepared(_ platform: (any TEEPlatform)? = nil, _ installation: Installation) throws -> DomainFixture {
        let domain = try DomainFixture(installation: installation, platform: platform)
        try domain.put(domain.policy())
        return domain
    }

    /// What the lead says to a joiner on a platform, and what a joiner says to a lead on it.
    private func refusals(of platform: any TEEPlatform, in installation: Installation) throws -> [String] {
        let domain = try prepared(nil, installation)
        let byLead = try domain.refusal { try domain.join(domain.joiner(on: platform)) }
        #expect(try domain.lead.audit().contains { $0.contains("\"domain-admit\"") && $0.contains("member-refused") })
        let other = try prepared(platform, installation)
        let joiner = try other.joiner()
        let byJoiner = try other.refusal { try other.join(joiner) }
        return [byLead, byJoiner]
    }

    @Test func ofASoftwareRootThatThePolicyDoesNotName() throws {
        let stranger = try Installation().machine()
        for refusal in try refusals(of: stranger, in: Installation()) {
            #expect(refusal.hasPrefix("member-refused: the evidence is refused (software-evidence)"), "\(refusal)")
        }
    }

    @Test func ofACodeThatADebuggerReads() throws {
        let installation = try Installation()
        var debugged = try installation.forger()
        debugged.flags.insert(.debug)
        for refusal in try refusals(of: debugged, in: installation) {
            #expect(refusal.hasPrefix("member-refused: the evidence is refused (debug)"), "\(refusal)")
        }
    }

    @Test func ofAnotherMeasurement() throws {
        let installation = try Installation()
        for refusal in try refusals(of: installation.machine(0x4e), in: installation) {
            #expect(refusal.hasPrefix("member-refused: the evidence is refused (unknown-measurement)"), "\(refusal)")
        }
    }

    @Test func underCollateralThatIsNoLongerValid() throws {
        let installation = try Installation()
        var old = try installation.forger()
        old.age = 90 * 86_400
        for refusal in try refusals(of: old, in: installation) {
            #expect(refusal.hasPrefix("member-refused: the evidence is refused (expired-collateral)"), "\(refusal)")
        }
    }

    @Test func theForgersPlatformIsOtherwiseAccepted() throws {
        let installation = try Installation()
        let domain = try prepared(nil, installation)
        #expect(try domain.join(domain.joiner(on: installation.forger())).host.summary.state == .open)
    }

    @Test func withFreshCollateralThatAHostFetched() throws {
        let installation = try Installation()
        let domain = try prepared(nil, installation)
        var old = try installation.forger()
        old.age = 90 * 86_400
        let joiner = try domain.joiner(on: old)
        let proof = try domain.answer(of: joiner)
        let fetched = try installation.forger().evidence(reportData: .zero, mode: .locked).collateral
        _ = try joiner.call(JoinComplete(grant: domain.grant(proof, collateral: fetched)))
        #expect(joiner.host.summary.state == .open)
    }

    @Test func bytesThatAreNone() throws {
        let domain = try prepared(nil, Installation())
        var proof = try domain.answer(of: domain.joiner())
        proof.evidence.evidence = Array("nothing".utf8)
        #expect(try domain.refusal { try domain.grant(proof) }.contains("(malformed-evidence)"))
        proof = try domain.answer(of: domain.joiner())
        proof.evidence.form = .report
        #expect(try domain.refusal { try domain.grant(proof) }.contains("(malformed-evidence)"))
        proof = try domain.answer(of: domain.joiner())
        proof.statement.append(0)
        #expect(try domain.refusal { try domain.grant(proof) }.hasPrefix("malformed-request"))
    }

    /// Swift ends the process where memory ends, so what appraising needs is asked for before.
    @Test func forWhichThereIsNoMemory() throws {
        let memory = 1 << 20
        let domain = try DomainFixture(memory: memory)
        try domain.put(domain.policy())
        // Genuine, and so long that reading it might take more than there is.
        var collateral = try domain.offer(to: domain.joiner()).evidence.collateral
        collateral += [UInt8](repeating: 0x20, count: 100_000)
        let proof = try domain.answer(of: domain.joiner())
        #expect(
            try domain.refusal { try domain.grant(proof, collateral: collateral) }
                == "resource-exhausted: the enclave has no secret memory for this request now")
        let joiner = try domain.joiner(memory: memory)
        let offer = JoinAppraise(offer: PeerEvidence(proof: try domain.offer(to: joiner), collateral: collateral))
        #expect(
            try domain.refusal { try joiner.call(offer) }
                == "resource-exhausted: the enclave has no secret memory for this evidence")
    }

    /// The whole of an upgrade: the new version joins an old lead once administrators name both.
    @Test func ofTheNextReleaseOnceThePolicyNamesBoth() throws {
        let domain = try prepared(nil, Installation())
        let next = try domain.installation.machine(0x4e)
        #expect(try domain.refusal { try domain.join(domain.joiner(on: next)) }.hasPrefix("member-refused"))
        try domain.put(domain.policy("release-2", measurements: [0x4d, 0x4e]))
        let upgraded = try domain.join(domain.joiner(on: next))
        #expect(try domain.members(of: upgraded)[1].measurement.hasPrefix("software 4e4e"))
    }

    @Test func ofAReleaseWhoseTimeIsOver() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy(validity: #", "notAfter": "2025-01-01T00:00:00Z""#))
        let refusal = try domain.refusal { try domain.join(domain.joiner()) }
        #expect(refusal.contains("(unknown-measurement)") && refusal.contains("does not count at this time"))
    }

    @Test func nothingIsAppraisedWhileTheClockIsInDoubt() throws {
        let domain = try prepared(nil, Installation())
        let proof = try domain.answer(of: domain.joiner())
        domain.lead.clock.jump(seconds: 86_400)
        #expect(try domain.refusal { try domain.grant(proof) }.hasPrefix("clock-locked"))
    }
}
