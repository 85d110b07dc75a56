import EnclaveProtocol
import Journal
import Testing

@testable import EnclaveCore

/// What members say to each other, as readers find it: whole, cut short, with an altered byte.
@Suite("Forms of messages between members")
struct PeerFormTests {
    private static let view = PeerView(
        term: 2, lead: .random(), position: DomainNumber(term: 2, index: 7), isCatchingUp: true, promised: 3,
        point: point(1), wanted: 9, shown: point(2))

    private static func point(_ byte: UInt8) -> PeerRecord.Point {
        guard let chain = Hash256([UInt8](repeating: byte, count: 32)) else { preconditionFailure("32 bytes") }
        return .init(record: 4, chain: chain)
    }

    private static let slot = SharedSlot(RecordSlot(kind: 2, id: .random()), [1, 2, 3])
    private static let part = StatePart(kind: 2, prefix: 255)
    private static let change = SharedChange(
        DomainNumber(term: 1, index: 2), lead: .random(),
        AuditEvent(domain: "key-generate", name: "a", detail: "b"), [slot.mutation, Mutation(slot.slot, nil)])

    private static let asks: [PeerQuery.Ask] = [
        .changes, .promise(term: 5), .compare([StateDigest(part: part, digest: .random())]),
        .slots([part, part], after: .random()), .slots([], after: nil), .refuse("why"), .stand(term: 6),
        .poll(term: 7), .member(.random()),
    ]
    private static let says: [PeerReply.Say] = [
        .nothing, .changes([change]), .compare, .differing([part], upTo: DomainNumber(term: 1, index: 1)),
        .slots([slot], whole: 2), .refused("why"), .promised(term: 3, at: DomainNumber(term: 2, index: 9)),
        .willing(term: 4),
        .member(
            MemberRecord(
                id: .random(), name: "m", identityKey: [1, 2], measurement: "sgx 00", evidenceExpires: 3, admitted: 4)),
    ]

    @Test("Every ask and answer reads as it was written, and not when it is cut short")
    func queriesAndReplies() {
        for ask in Self.asks { check(PeerQuery(Self.view, ask).encoded) { try PeerQuery(decoding: $0).encoded } }
        for say in Self.says { check(PeerReply(Self.view, say).encoded) { try PeerReply(decoding: $0).encoded } }
    }

    @Test("So do greetings and what is sealed")
    func messages() throws {
        let lead = try TestEnclave(development: true).core
        let hello = try lead.hello().1
        let sealed = SealedPeerMessage(session: .random(), number: 1, ciphertext: [1, 2, 3])
        let messages: [PeerMessage] = [
            .hello(hello), .welcome(hello, session: .random()), .query(sealed), .reply(sealed), .fault("no"),
        ]
        for message in messages { check(message.encoded) { try PeerMessage(decoding: $0).encoded } }
        check(GrantContent(domainKey: [UInt8](repeating: 1, count: 32), slots: [Self.slot]).encoded) {
            try GrantContent(decoding: $0).encoded
        }
    }

    /// The whole reads back; no beginning of it does; with an altered byte it is refused or has one form.
    private func check(_ bytes: [UInt8], _ reread: ([UInt8]) throws -> [UInt8]) {
        #expect((try? reread(bytes)) == bytes)
        for length in bytes.indices { #expect((try? reread(Array(bytes[..<length]))) == nil) }
        #expect((try? reread(bytes + [0])) == nil)
        for position in bytes.indices {
            var altered = bytes
            altered[position] ^= 0xff
            guard let written = try? reread(altered) else { continue }
            #expect(written == altered)
        }
    }
}
