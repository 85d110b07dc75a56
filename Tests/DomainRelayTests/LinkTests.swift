import EnclaveProtocol
import FakeEnclave
import Synchronization
import Telemetry
import Testing

@testable import DomainRelay

/// What a relay does for the messages of its own enclave.
@Suite("Links", .timeLimit(.minutes(5)))
struct LinkTests {
    /// What an enclave was told and asked, on each link.
    final class Notes: Sendable {
        private let answers = Mutex<[(link: UInt64, message: [UInt8])]>([])
        private let links = Mutex<[UInt64]>([])

        /// Sends the number of the message, and notes what comes back.
        func script(_ enclave: FakeEnclave, pause: UInt32 = 0) {
            enclave.on(PeerSend.self) { request, _ in
                let number = self.links.withLock { links in
                    links.append(request.link)
                    return links.count
                }
                return .success(Blob([UInt8(truncatingIfNeeded: number)]))
            }
            enclave.on(PeerReceive.self) { request, _ in
                self.answers.withLock { $0.append((request.link, request.message)) }
                return .success(PeerReceived(pause: pause))
            }
        }

        var received: [[UInt8]] { answers.withLock { $0.map(\.message) } }
        /// The numbers of links in the order they were used, each once.
        var numbers: [UInt64] { links.withLock { $0.reduce(into: []) { if $0.last != $1 { $0.append($1) } } } }
    }

    private let here: FakeEnclave
    private let there: FakeEnclave
    private let notes = Notes()

    init() throws {
        here = try FakeEnclave()
        there = try FakeEnclave()
        there.on(PeerServe.self) { request, _ in .success(Blob(request.message + [0xaa])) }
    }

    @Test func messagesGoOverAndAnswersComeBack() async throws {
        notes.script(here)
        let (mine, other) = (try RelayUnderTest(here), try RelayUnderTest(there))
        try await other.whileRunning { address in
            try await mine.whileRunning { _ in
                mine.table.want([address])
                try await eventually("ten answers") { notes.received.count >= 10 }
                #expect(Array(notes.received.prefix(3)) == [[1, 0xaa], [2, 0xaa], [3, 0xaa]])
                #expect(notes.numbers.count == 1)
                #expect(mine.table.countUp == 1)
                #expect(mine.metrics.text.contains("casemate_relay_link_up{peer=\"\(address)\"} 1"))
                mine.table.want([])
                try await eventually("the link ends") { mine.table.standings.isEmpty }
            }
        }
    }

    @Test func aPauseIsKept() async throws {
        notes.script(here, pause: 200)
        let (mine, other) = (try RelayUnderTest(here), try RelayUnderTest(there))
        try await other.whileRunning { address in
            try await mine.whileRunning { _ in
                let start = ContinuousClock.now
                mine.table.want([address])
                try await eventually("answers") { notes.received.count > 3 }
                #expect(ContinuousClock.now - start >= .milliseconds(600))
            }
        }
    }

    @Test func afterARefusalThereTheLinkBeginsAnew() async throws {
        notes.script(here)
        let refused = Atomic<Int>(0)
        there.on(PeerServe.self) { request, _ in
            let count = refused.wrappingAdd(1, ordering: .relaxed).newValue
            return count == 4 ? .failure(Refusal(.memberRefused, "no")) : .success(Blob(request.message))
        }
        let (mine, other) = (try RelayUnderTest(here), try RelayUnderTest(there))
        try await other.whileRunning { address in
            try await mine.whileRunning { _ in
                mine.table.want([address])
                try await eventually("two links") { notes.numbers.count == 2 && notes.received.count > 10 }
                #expect(mine.metrics.text.contains("casemate_relay_link_failures_total 1"))
            }
        }
    }

    @Test func afterARefusalHereTheLinkBeginsAnew() async throws {
        notes.script(here)
        let count = Atomic<Int>(0)
        here.on(PeerReceive.self) { _, _ in
            count.wrappingAdd(1, ordering: .relaxed).newValue % 5 == 0
                ? .failure(Refusal(.memberRefused, "altered")) : .success(PeerReceived(pause: 0))
        }
        let (mine, other) = (try RelayUnderTest(here), try RelayUnderTest(there))
        try await other.whileRunning { address in
            try await mine.whileRunning { _ in
                mine.table.want([address])
                try await eventually("four links") { notes.numbers.count >= 4 }
            }
        }
        #expect(Set(notes.numbers).count == notes.numbers.count)
    }

    @Test func aPeerThatGoesAndComesIsFoundAgain() async throws {
        notes.script(here)
        let mine = try RelayUnderTest(here)
        let place = Mutex<PeerAddress?>(nil)
        try await mine.whileRunning { _ in
            try await RelayUnderTest(there).whileRunning { address in
                place.withLock { $0 = address }
                mine.table.want([address])
                try await eventually("an answer") { !notes.received.isEmpty }
            }
            try await eventually("the link is down") { mine.table.countUp == 0 }
            let before = notes.received.count
            let again = try RelayUnderTest(there)
            try await again.whileRunning(port: place.withLock { $0?.port } ?? 0) { _ in
                try await eventually("answers again") { notes.received.count > before + 3 }
                #expect(mine.table.countUp == 1)
            }
        }
    }

    @Test func aRelayDoesNotTalkToItself() async throws {
        notes.script(here)
        let port = Int.random(in: 20_000..<30_000)
        let (mine, other) = (try RelayUnderTest(here, ownPort: port), try RelayUnderTest(there))
        try await other.whileRunning { address in
            try await mine.whileRunning(port: port) { own in
                mine.table.want([own, address])
                try await eventually("the other is reached") { notes.received.count > 3 }
                try await eventually("it knows itself") { mine.table.standings[own] == .itself }
                #expect(!mine.metrics.text.contains("peer=\"\(own)\""))
                #expect(mine.metrics.text.contains("casemate_relay_link_failures_total 0"))
            }
        }
        #expect(here.calls.allSatisfy { $0.operation != .peerServe })
    }

    @Test func anUnreachablePeerHoldsNobodyUp() async throws {
        notes.script(here)
        let (mine, other) = (try RelayUnderTest(here), try RelayUnderTest(there))
        try await other.whileRunning { address in
            try await mine.whileRunning { _ in
                mine.table.want([
                    address, PeerAddress(host: "127.0.0.1", port: 1), PeerAddress(host: "x.invalid", port: 1),
                ])
                try await eventually("answers") { notes.received.count > 5 }
                try await eventually("two are down") {
                    mine.table.standings.values.count { if case .down = $0 { true } else { false } } == 2
                }
            }
        }
    }
}
