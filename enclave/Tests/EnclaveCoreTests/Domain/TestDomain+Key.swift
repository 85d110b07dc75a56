import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Testing

@testable import EnclaveCore

extension TestDomain {
    /// The lead removes a member; the others confirm.
    func remove(_ index: Int) throws {
        let answer = try lead.begin(DomainRemove(member: members[index].core.memberID), signedBy: administrator)
        try settle(Array(members.indices).filter { $0 != index }, rounds: 6)
        _ = try #require(try answer())
    }

    func rekey(between reachable: [Int]? = nil) throws {
        let answer = try lead.begin(DomainRekey(), signedBy: administrator)
        try settle(reachable, rounds: 6)
        _ = try #require(try answer())
    }

    /// The one share of a new set.
    func shares() throws -> [UInt8] {
        let holder = try LiveKey.generate(.p256)
        let request = RecoveryCreate(
            threshold: 1, holders: [RecoveryHolder(name: "h", publicKey: holder.publicKeySPKI ?? [])])
        let answer = try lead.begin(request, signedBy: administrator)
        try settle(rounds: 6)
        return try SealedShare(try #require(try answer()).shares[0].bytes).open(with: holder).bytes
    }
}

extension TestEnclave {
    /// The one share of a new set.
    func shares() throws -> [UInt8] {
        let holder = try LiveKey.generate(.p256)
        let answer = try call(
            RecoveryCreate(
                threshold: 1, holders: [RecoveryHolder(name: "h", publicKey: holder.publicKeySPKI ?? [])]),
            signedBy: administrator)
        return try SealedShare(answer.shares[0].bytes).open(with: holder).bytes
    }

    /// What a change does before a cut right behind its first step.
    func beginKeyChange() throws {
        let keyring = try core.keyring
        try keyring.prepare(keyring.current.next())
    }

    /// Whether a copy of the state opens with a domain key, as whoever holds the disk would try.
    func opens(with key: DomainKey) throws -> Bool {
        try core.journal.flush()
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: directory, toPath: copy.path)
        defer { try? FileManager.default.removeItem(at: copy) }
        let storage = try PosixStorage(directory: copy.path)
        let header = try StateHeader.read(in: storage)
        let isOpened = (try? Journal.open(in: storage, identity: header.identity, domainKey: key.key)) != nil
        let isAuthentic = (try? header.authenticate(domainKey: key.key)) != nil
        #expect(isOpened == isAuthentic)
        return isOpened
    }

    /// The digests of shared changes in the audit, by the name of what was changed.
    func changes() throws -> [String: String] {
        try core.journal.flush()
        var found: [String: String] = [:]
        for line in try core.journal.exportAudit(from: 1, limit: 1000).lines.compactMap({ AuditLine($0) }) {
            guard let change = line.entry.change else { continue }
            found[line.entry.name ?? ""] = change.digest
        }
        return found
    }
}
