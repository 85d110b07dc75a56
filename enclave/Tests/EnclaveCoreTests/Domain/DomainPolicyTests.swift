import EnclaveProtocol
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite("A domain's policy")
struct DomainPolicyTests {
    @Test func isSetByAdministratorsOnlyAndKeptAsTheySignedIt() throws {
        let domain = try DomainFixture()
        let policy = try domain.policy()
        #expect(domain.lead.refusal(of: policy) == .authorizationRequired)
        try domain.put(policy)
        try domain.lead.restart()
        let kept = try domain.lead.core.domainPolicy().signed
        #expect(kept.body == policy.encoded)
        let lead = try domain.lead.core
        _ = try DomainPolicy(
            kept, signedBy: Administrators(keys: [domain.administrator.publicKeySPKI ?? []], threshold: 1),
            for: lead.instanceID)
        #expect(
            try domain.lead.audit().contains { $0.contains("\"domain-policy-put\"") && $0.contains("admits build-77") })
    }

    @Test(arguments: [
        (#"{"version": 1, "measurement": []}"#, "release-1:1: there is no field measurement here"),
        (#"{"version": 2, "anyMeasurement": true}"#, "this program reads policies of version 1"),
        ("{", "this is no appraisal policy: release-1"),
        (#"{"version": 1, "anyMeasurement": true}"#, "names the code it admits"),
        (
            #"{"version": 1, "allowDebug": true, "measurements": [{"name": "a", "isvSvn": 1}]}"#,
            "no enclave that a debugger may look into"
        ),
    ])
    func isRefusedAtOnceWhenItIsNone(text: String, reason: String) throws {
        let domain = try DomainFixture()
        let policy = DomainPolicyPut(name: "release-1", appraisal: Array(text.utf8), admitsByEvidence: false)
        let refusal = try domain.refusal { try domain.put(policy) }
        #expect(refusal.hasPrefix("invalid-argument") && refusal.contains(reason), "\(refusal)")
        #expect(try domain.lead.core.read(RecordKind.domainPolicy.only) == nil)
    }

    @Test func withoutOneNothingIsOffered() throws {
        let domain = try DomainFixture()
        let refusal = try domain.refusal { try domain.offer(to: domain.joiner()) }
        #expect(refusal == "not-found: this enclave has no policy by which it could admit members")
    }

    @Test func theLongestFitsAnOffer() throws {
        let domain = try DomainFixture()
        var policy = try domain.policy()
        policy.appraisal += [UInt8](repeating: 0x20, count: DomainLimits.policy - policy.appraisal.count)
        try domain.put(policy)
        #expect(try domain.join(domain.joiner()).host.summary.state == .open)
        policy.appraisal.append(0x20)
        #expect(try domain.refusal { try domain.put(policy) }.hasPrefix("malformed-request"))
    }

    @Test func decidesWhetherEachMemberNeedsASignature() throws {
        let domain = try DomainFixture()
        try domain.put(domain.policy())
        let joiner = try domain.joiner()
        let proof = try domain.answer(of: joiner)
        #expect(try domain.refusal { try domain.grant(proof, signed: false) }.hasPrefix("authorization-required"))
        try domain.put(domain.policy(byEvidence: true))
        // The offer outlives a refusal that did not look at the evidence.
        _ = try joiner.call(JoinComplete(grant: domain.grant(proof, signed: false)))
        #expect(joiner.host.summary.state == .open)
    }
}
