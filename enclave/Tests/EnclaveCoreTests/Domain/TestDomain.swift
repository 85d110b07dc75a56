import EnclaveProtocol
import Foundation
import Journal
import KeyOperations
import Synchronization
import Testing

@testable import EnclaveCore

/// Members of one domain, and the relays between them, in one process.
final class TestDomain {
    private(set) var members: [TestEnclave] = []
    private var links: [String: UInt64] = [:]
    /// The key of the domain's administrator.
    let administrator: LiveKey

    /// A domain of so many members, the first of which leads; all have met.
    init(_ count: Int) throws {
        let lead = try TestEnclave(development: true)
        members = [lead]
        administrator = lead.administrator
        for index in 1..<max(count, 1) { try admit("member-\(index)") }
        try settle()
    }

    /// Members that joined by themselves; the first one leads.
    init(of members: [TestEnclave], administrator: LiveKey) {
        self.members = members
        self.administrator = administrator
    }

    /// Puts another enclave in a member's place, as a host would that starts a copy of its state.
    func replace(_ index: Int, by enclave: TestEnclave) {
        members[index] = enclave
        links = [:]
    }

    /// Starts a copy of a member's state beside it, at the next place.
    func runCopy(of index: Int) throws {
        let state = try CopiedState(of: members[index])
        members.append(try TestEnclave(development: true, administrator: administrator, fixture: state.url))
    }

    var lead: TestEnclave { members[0] }

    subscript(index: Int) -> TestEnclave { members[index] }

    /// The state of a member as a join leaves it, without the evidence.
    func admit(_ name: String) throws {
        let core = try lead.core
        let identity = JournalIdentity(instance: core.instanceID, member: .random())
        let instance = try InstanceRecord.made(isDevelopment: true, at: lead.clock.wall / 1000)
        try record(
            MemberRecord(
                id: identity.member, name: name,
                identityKey: LiveKey(stored: instance.identityKey, algorithm: .p256).publicKeySPKI ?? [],
                measurement: "memory 00", evidenceExpires: 0, admitted: 0), in: core)
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let storage = try PosixStorage(directory: directory.path)
        let header = StateHeader(
            identity: identity, created: lead.clock.wall,
            recipients: try core.domainKey.recipient(on: MemoryPlatform(), instance: identity.instance).map { [$0] }
                ?? [])
        try Journal.create(in: storage, header: header, domainKey: core.domainKey.key)
        let journal = try Journal.open(in: storage, identity: identity, domainKey: core.domainKey.key)
        let shared =
            [RecordKind.administrators.only, RecordKind.domain.only]
            + (core.journal.holds(RecordKind.domainKey.only) ? [RecordKind.domainKey.only] : [])
            + core.state.withLock { $0.domain.members.keys.map { RecordKind.member.slot($0) } }
        let first =
            [
                Mutation(RecordKind.instance.only, instance.encoded),
                Mutation(RecordKind.position.only, PositionRecord(isCatchingUp: true).encoded),
            ] + (try shared.map { Mutation($0, try core.read($0)) })
        _ = try journal.append(AuditEntry(time: lead.clock.wall, operation: "join-complete"), first)
        try journal.flush()
        journal.shutdown()
        members.append(try TestEnclave(development: true, fixture: directory))
    }

    private func record(_ member: MemberRecord, in core: Enclave) throws {
        try core.state.withLock { state in
            var mutations = [Mutation(RecordKind.member.slot(member.id), member.encoded)]
            if state.domain.record == nil {
                let own = MemberRecord(
                    id: core.memberID, name: "lead",
                    identityKey: try LiveKey(stored: core.instance.identityKey, algorithm: .p256).publicKeySPKI ?? [],
                    measurement: "memory 00", evidenceExpires: 0, admitted: 0)
                mutations += [
                    Mutation(RecordKind.domain.only, DomainRecord(term: 1, lead: core.memberID, ended: []).encoded),
                    Mutation(RecordKind.member.slot(own.id), own.encoded),
                ]
            }
            try core.append(
                AuditEvent(identity: "test", tenant: "default", operation: "domain-admit"), mutations, to: &state)
        }
        try core.journal.flush()
    }

    /// One message from a member to another and the answer back; what the answer says of the next.
    @discardableResult
    func exchange(_ from: Int, _ to: Int, altering: ([UInt8]) -> [UInt8] = { $0 }) throws -> UInt32 {
        let name = "\(from) \(to)"
        let link = links[name] ?? UInt64.random(in: 1 ... .max)
        links[name] = link
        do {
            let message = try members[from].carry(PeerSend(link: link))
            let answer = try members[to].carry(PeerServe(message: altering(message.bytes)))
            return try members[from].carry(PeerReceive(link: link, message: altering(answer.bytes))).pause
        } catch {
            links[name] = nil
            throw error
        }
    }

    /// A member's next question to another, which waits for an answer until that is asked for.
    func ask(_ from: Int, _ to: Int) throws -> () throws -> PeerServe.Answer? {
        guard let link = links["\(from) \(to)"] else { preconditionFailure("no link from \(from) to \(to)") }
        let message = try members[from].carry(PeerSend(link: link)).bytes
        return try members[to].begin(PeerServe(message: message))
    }

    /// Exchanges between members, all or those given, until nobody has more to say.
    func settle(_ only: [Int]? = nil, rounds: Int = 40) throws {
        let all = only ?? Array(members.indices)
        for _ in 0..<rounds {
            for from in all { for to in all where from != to { try exchangeUnlessRefused(from, to) } }
        }
    }

    /// A refused message ends a link; the next round begins it anew.
    private func exchangeUnlessRefused(_ from: Int, _ to: Int) throws {
        do { try exchange(from, to) } catch is Refusal {}
    }
}

extension TestEnclave {
    /// A call as the edge makes it: the answer waits for the disk, and where it waits for another member, time passes,
    /// unless it is taken back.
    func carry<Request: EnclaveRequest>(_ request: Request, takesTime: Bool = true) throws -> Request.Answer {
        let header = FrameHeader(
            bodyLength: 0, kind: .request, isAuthorized: false, operation: Request.operation.rawValue, requestID: 1)
        var outcome = host.handle(Call(identity: "default", isSealed: false, header: header, body: request.encoded))
        while case .later(_, let work) = outcome { outcome = work() }
        try core.journal.flush()
        var reply: Reply?
        switch outcome {
        case .done(let done, _): reply = done
        case .when(let give):
            reply = give()
            if reply == nil {
                clock.pass(seconds: 1)
                reply = give()
                if !takesTime { clock.pass(seconds: -1) }
            }
        case .later: break
        }
        switch try #require(reply) {
        case .answer(let bytes): return try Request.Answer(decoding: bytes)
        case .refusal(let refusal): throw refusal
        }
    }

    /// Begins a call, of an administrator where there is a key; the closure gives its answer once there is one.
    func begin<Request: EnclaveRequest>(
        _ request: Request, signedBy key: LiveKey? = nil
    ) throws -> () throws -> Request.Answer? {
        let body = request.encoded
        let signed = try key.map { try authorization(of: Request.operation, body, $0).encoded + body } ?? body
        let header = FrameHeader(
            bodyLength: 0, kind: .request, isAuthorized: key != nil, operation: Request.operation.rawValue, requestID: 1
        )
        var outcome = host.handle(Call(identity: "default", isSealed: true, header: header, body: signed))
        while case .later(_, let work) = outcome { outcome = work() }
        let settled = outcome
        try core.journal.flush()
        return {
            let reply: Reply?
            switch settled {
            case .done(let done, _): reply = done
            case .when(let give): reply = give()
            case .later: reply = nil
            }
            switch reply {
            case nil: return nil
            case .answer(let bytes): return try Request.Answer(decoding: bytes)
            case .refusal(let refusal): throw refusal
            }
        }
    }
}
