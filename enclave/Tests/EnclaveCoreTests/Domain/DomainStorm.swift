import EnclaveProtocol
import Foundation
import KeyOperations
import Synchronization
import Testing

@testable import EnclaveCore

/// Random things that happen to a domain: messages lost and repeated, cut links, time that passes here and not there,
/// restarts, members that come and go, shared changes asked of whoever takes itself for the lead.
struct DomainStorm {
    let domain: TestDomain
    private var random: SeededGenerator
    private var links: [Pair: UInt64] = [:]
    private var cut: Set<Pair> = []
    private var open: [Pending] = []
    private var count = 0
    private let copies: UInt8
    /// The places of a member and of the copy that runs beside it.
    private(set) var copied: Set<Int> = []
    /// What was answered: it must be there at the end.
    private(set) var acknowledged: [String] = []

    private struct Pair: Hashable {
        let from: Int
        let to: Int
    }

    private struct Pending {
        let member: Int
        let name: String
        let answer: () throws -> KeyInfo?
    }

    init(_ domain: TestDomain, copies: UInt8 = 0, seed: UInt64) {
        self.domain = domain
        self.copies = copies
        random = SeededGenerator(seed)
    }

    /// So many random events.
    mutating func rage(_ steps: Int) throws {
        for _ in 0..<steps {
            switch Int.random(in: 0..<200, using: &random) {
            case ..<140: for _ in 0..<8 { exchange() }
            case ..<160: passTime()
            case ..<185: makeKey()
            case ..<188: try restart()
            case ..<190: cutOrMend()
            case ..<196: split()
            case ..<197: changePolicy()
            case ..<198: changeMembers()
            case ..<199: try runCopy()
            default: cut = []
            }
            try collect()
        }
    }

    /// Everything is mended and time passes until all are at the same change of one lead.
    mutating func calm() throws -> Bool {
        cut = []
        for _ in 0..<60 {
            for member in domain.members { member.clock.pass(seconds: 1) }
            for _ in 0..<3 { exchangeAll() }
            try collect()
            if try isCalm() { return true }
        }
        return false
    }

    private func isCalm() throws -> Bool {
        let views = try living().map { try $0.core.state.withLock { ($0.domain.record, $0.domain.own) } }
        guard let first = views.first, let record = first.0 else { return false }
        let isOne = views.allSatisfy { $0.0 == record && $0.1.position == first.1.position && !$0.1.isCatchingUp }
        return isOne && first.1.promised <= record.term && views.allSatisfy { $0.1.promised <= record.term }
    }

    /// Those the newest lead knows, and that run once. A joiner whose admission was never answered is none; outside of tests
    /// it gets no state.
    func living() throws -> [TestEnclave] {
        let single = domain.members.indices.filter { !copied.contains($0) }.map { domain[$0] }
        let views = try single.map { try $0.core.state.withLock { ($0.domain.own.position, $0.domain.members) } }
        let known = views.max { $0.0 < $1.0 }?.1 ?? [:]
        return try single.filter { known[try $0.core.memberID] != nil }
    }

    /// The lead that all others name, and its copy, where it was copied.
    func copiedLead() throws -> Set<Int> {
        let leads = Set(try living().map { try $0.call(DomainStatusRequest()).lead })
        return try copied.filter { leads == [try domain[$0].core.memberID] }
    }

    private mutating func pair() -> Pair {
        let from = Int.random(in: domain.members.indices, using: &random)
        let others = domain.members.indices.filter { $0 != from }
        return Pair(from: from, to: others.randomElement(using: &random) ?? from)
    }

    /// A message and its answer, of which any may be lost or come twice.
    private mutating func exchange() {
        let pair = pair()
        guard !cut.contains(pair), pair.from != pair.to else { return }
        let (losesMessage, losesAnswer, repeats) = (oneInTen(), oneInTen(), oneInTen())
        attempt(pair) { storm, link in
            let message = try storm.domain[pair.from].carry(PeerSend(link: link)).bytes
            guard !losesMessage else { return }
            let answer = try storm.domain[pair.to].carry(PeerServe(message: message), takesTime: false).bytes
            if repeats { _ = try? storm.domain[pair.to].carry(PeerServe(message: message), takesTime: false) }
            guard !losesAnswer else { return }
            _ = try storm.domain[pair.from].carry(PeerReceive(link: link, message: answer))
            if repeats { _ = try? storm.domain[pair.from].carry(PeerReceive(link: link, message: answer)) }
        }
    }

    /// Every member speaks to every other, and nothing is lost.
    private mutating func exchangeAll() {
        for from in domain.members.indices {
            for to in domain.members.indices where from != to {
                attempt(Pair(from: from, to: to)) { storm, link in
                    let message = try storm.domain[from].carry(PeerSend(link: link)).bytes
                    let answer = try storm.domain[to].carry(PeerServe(message: message), takesTime: false).bytes
                    _ = try storm.domain[from].carry(PeerReceive(link: link, message: answer))
                }
            }
        }
    }

    /// A link that fails is begun anew the next time.
    private mutating func attempt(_ pair: Pair, _ body: (DomainStorm, UInt64) throws -> Void) {
        let link = links[pair] ?? .random(in: 1 ... .max, using: &random)
        do {
            try body(self, link)
            links[pair] = link
        } catch {
            links[pair] = nil
        }
    }

    private mutating func oneInTen() -> Bool { Int.random(in: 0..<10, using: &random) == 0 }

    private mutating func passTime() {
        let seconds = Int64.random(in: 1...4, using: &random)
        if Bool.random(using: &random) {
            for member in domain.members { member.clock.pass(seconds: seconds) }
        } else {
            domain.members.randomElement(using: &random)?.clock.pass(seconds: 2 * seconds)
        }
    }

    private mutating func makeKey() {
        let member = Int.random(in: domain.members.indices, using: &random)
        count += 1
        let name = "k\(count)"
        let request = KeyGenerate(key: .simple(name))
        guard let answer = try? domain[member].begin(request, signedBy: domain.administrator) else { return }
        open.append(Pending(member: member, name: name, answer: answer))
    }

    private mutating func changePolicy() {
        // With a copied member that everyone refuses one less can promise.
        let quorum = UInt8.random(in: 2...(copies == 0 ? 4 : 3), using: &random)
        let request = DomainPolicyPut.promoting(AutomaticPromotion(quorum: quorum, copies: copies, after: 3_000))
        for member in domain.members { _ = try? member.begin(request, signedBy: domain.administrator) }
    }

    /// One joins, where the first member leads and may admit.
    private mutating func changeMembers() {
        guard domain.members.count < 6 else { return }
        count += 1
        try? domain.admit("m\(count)")
    }

    private mutating func runCopy() throws {
        guard copies > 0, copied.isEmpty else { return }
        let member = Int.random(in: domain.members.indices, using: &random)
        copied = [member, domain.members.count]
        try domain.runCopy(of: member)
    }

    private mutating func restart() throws {
        let member = Int.random(in: domain.members.indices, using: &random)
        open.removeAll { $0.member == member }
        try domain[member].restart()
    }

    private mutating func cutOrMend() {
        let pair = pair()
        if cut.remove(pair) == nil { cut.insert(pair) }
        // Often both ways, as a network is cut.
        if Bool.random(using: &random) { cut.insert(Pair(from: pair.to, to: pair.from)) }
    }

    /// Two groups that do not hear each other.
    private mutating func split() {
        let one = Set(domain.members.indices.filter { _ in Bool.random(using: &random) })
        cut = []
        for from in domain.members.indices {
            for to in domain.members.indices where one.contains(from) != one.contains(to) {
                cut.insert(Pair(from: from, to: to))
            }
        }
    }

    private mutating func collect() throws {
        var left: [Pending] = []
        for pending in open {
            do {
                if try pending.answer() != nil { acknowledged.append(pending.name) } else { left.append(pending) }
            } catch is Refusal {}
        }
        open = left
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
