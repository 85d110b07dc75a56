import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import TEEPlatform

@testable import EnclaveCore

/// An enclave with a policy, and others that want to join it, each step of a join by itself.
final class DomainFixture {
    let installation: Installation
    let administrator: LiveKey
    let lead: TestEnclave

    /// `platform` is the lead's.
    init(
        development: Bool = false, installation: Installation? = nil, platform: (any TEEPlatform)? = nil,
        memory: Int = .max
    ) throws {
        let installation = try installation ?? Installation()
        self.installation = installation
        let administrator = try LiveKey.generate(.ed25519)
        self.administrator = administrator
        lead = try TestEnclave(
            development: development, platform: try platform ?? installation.machine(), administrator: administrator,
            clock: .ofTheHost
        ) { $0.hasMemory = { $0 <= memory } }
    }

    /// Names the release under the installation's root.
    func policy(
        _ name: String = "release-1", measurements: [UInt8] = [Installation.release], roots: [String]? = nil,
        lines: String = "", validity: String = "", byEvidence: Bool = false
    ) throws -> DomainPolicyPut {
        let roots = try roots ?? [installation.fingerprint()]
        let sets = measurements.map { byte in
            let digest = Hex.encode([UInt8](repeating: byte, count: 32))
            return #"{"name": "build-\#(byte)", "mrEnclave": "\#(digest)"\#(validity)}"#
        }
        let names = roots.map { "\"\($0)\"" }.joined(separator: ", ")
        let text = """
            {"version": 1, "allowSoftware": \(!roots.isEmpty), \(lines)
             \(roots.isEmpty ? "" : "\"softwareRoots\": [\(names)],")
             "measurements": [\(sets.joined(separator: ", "))]}
            """
        return DomainPolicyPut(name: name, appraisal: Array(text.utf8), admitsByEvidence: byEvidence)
    }

    func put(_ policy: DomainPolicyPut) throws { _ = try lead.call(policy, signedBy: administrator) }

    /// An enclave that was started with `--join`; on the installation's own machine unless given another.
    func joiner(
        on platform: (any TEEPlatform)? = nil, governedBy administrators: [LiveKey]? = nil, development: Bool = false,
        memory: Int = .max, reserve: UInt64? = nil
    ) throws -> TestEnclave {
        let keys = (administrators ?? [administrator]).compactMap(\.publicKeySPKI)
        return try TestEnclave(
            development: development, platform: try platform ?? installation.machine(), clock: .ofTheHost
        ) {
            $0.administrators = keys
            $0.joins = true
            $0.hasMemory = { $0 <= memory }
            $0.storageReserve = reserve
        }
    }

    /// The lead's evidence for a joiner that begins.
    func offer(to joiner: TestEnclave, named name: String = "second") throws -> ProofAnswer {
        let begun = try joiner.call(JoinBegin(name: name))
        return try lead.call(DomainOffer(memberID: begun.memberID, nonce: begun.nonce))
    }

    /// The joiner's evidence in answer to an offer.
    func answer(of joiner: TestEnclave, named name: String = "second") throws -> ProofAnswer {
        try joiner.call(JoinAppraise(offer: PeerEvidence(proof: try offer(to: joiner, named: name))))
    }

    /// The lead's grant for a joiner's evidence.
    func grant(_ proof: ProofAnswer, collateral: [UInt8] = [], signed: Bool = true) throws -> DomainGrant {
        try lead.call(
            DomainAdmit(joiner: PeerEvidence(proof: proof, collateral: collateral)),
            signedBy: signed ? administrator : nil)
    }

    /// The whole ceremony.
    @discardableResult
    func join(_ joiner: TestEnclave, named name: String = "second") throws -> TestEnclave {
        let grant = try grant(try answer(of: joiner, named: name))
        _ = try joiner.call(JoinComplete(grant: grant))
        return joiner
    }

    /// A new instance from a backup of the lead.
    func restoredLead() throws -> TestEnclave {
        let holder = try LiveKey.generate(.p256)
        let answer = try lead.call(
            RecoveryCreate(
                threshold: 1, holders: [RecoveryHolder(name: "h", publicKey: holder.publicKeySPKI ?? [])]),
            signedBy: administrator)
        let share = try SealedShare(answer.shares[0].bytes).open(with: holder)
        let backup = try lead.call(BackupCreate(), signedBy: administrator)
        let restored = try TestEnclave(
            restoring: lead.directory + "/" + backup.name, administrator: administrator, clock: .ofTheHost)
        _ = try restored.call(RecoverySubmit(share: share.bytes))
        _ = try restored.call(RestoreRequest(), signedBy: administrator)
        return restored
    }

    /// Why a step is refused: its code's name and message.
    func refusal(_ step: () throws -> some Any) throws -> String {
        do {
            _ = try step()
            return "none"
        } catch let refusal as Refusal { return "\(refusal.code.name): \(refusal.message)" }
    }

    /// Every record of a kind, at a member.
    func records(_ kind: RecordKind, of enclave: TestEnclave) throws -> [[UInt8]] {
        var values: [[UInt8]] = []
        try enclave.core.journal.forEachLive(kind: kind.rawValue) { _, bytes in values.append(bytes) }
        return values
    }

    func members(of enclave: TestEnclave) throws -> [MemberRecord] {
        try records(.member, of: enclave).map { try MemberRecord(decoding: $0) }.sorted { $0.name < $1.name }
    }
}
