import Logging
import ServiceKit
import Testing

@testable import DomainRelay

@Suite("Peers")
struct PeersTests {
    @Test func addressesAreHostAndPort() throws {
        #expect(PeerAddress("a.example:7000") == PeerAddress(host: "a.example", port: 7000))
        #expect(PeerAddress("[fd00::1]:7000")?.host == "fd00::1")
        #expect(PeerAddress("[fd00::1]:7000")?.description == "[fd00::1]:7000")
        for text in ["a", "a:", "a:0", "a:70000", ":7000", "fd00::1:7000", "a b:7000", ""] {
            #expect(PeerAddress(text) == nil, "\(text)")
        }
    }

    @Test func aFileHasAnAddressALine() throws {
        let text = "# ours\n\n a.example:7000 # the first\nb.example:7000\na.example:7000\n"
        #expect(
            try PeersFile.parse(text, named: "f") == [
                PeerAddress(host: "a.example", port: 7000), PeerAddress(host: "b.example", port: 7000),
            ])
        let error = #expect(throws: ServiceError.self) { try PeersFile.parse("a:1\nb\n", named: "f") }
        #expect(error?.code == "peers-invalid" && error?.message.contains("Line 2 of f") == true)
        #expect(throws: ServiceError.self) {
            try PeersFile.parse((1...300).map { "a:\($0)\n" }.joined(), named: "f")
        }
        #expect(throws: ServiceError.self) { try PeersFile.read("/nonexistent") }
    }

    @Test func aNameStandsForAllItsAddresses() async throws {
        let found = try await HostAddresses.of(PeerAddress(host: "localhost", port: 7000))
        #expect(
            found.contains(PeerAddress(host: "127.0.0.1", port: 7000))
                || found.contains(PeerAddress(host: "::1", port: 7000)))
        await #expect(throws: HostAddresses.Failure.self) {
            try await HostAddresses.of(PeerAddress(host: "nothing.invalid", port: 7000))
        }
    }

    @Test func linksBeginOnceAndEndWhenNotWanted() {
        let (a, b) = (PeerAddress(host: "a", port: 1), PeerAddress(host: "b", port: 1))
        let table = LinkTable()
        table.want([a, b])
        #expect(table.begin() == [a, b])
        #expect(table.begin().isEmpty)
        table.want([b])
        table.want([a, b])
        #expect(table.begin().isEmpty, "a runs still")
        table.want([b])
        #expect(!table.goesOn(a) && table.goesOn(b))
        #expect(Set(table.standings.keys) == [b])
        table.want([a, b])
        #expect(table.begin() == [a])
    }

    @Test func aChangeOfStandingIsNewsOnce() {
        let peer = PeerAddress(host: "a", port: 1)
        let table = LinkTable()
        #expect(table.note(peer, .down("x")))
        #expect(!table.note(peer, .down("x")))
        #expect(table.note(peer, .up))
        #expect(table.countUp == 1)
    }

    @Test func pausesDoubleUpToTwoSeconds() {
        var pause = LinkPause()
        let waits = (0..<8).map { _ in pause.take(chance: 1) }
        #expect(Array(waits.prefix(3)) == [.milliseconds(50), .milliseconds(100), .milliseconds(200)])
        #expect(waits.last == .seconds(2))
        #expect(pause.take(chance: 0) == .seconds(1))
        pause.reset()
        #expect(pause.take(chance: 0) == .milliseconds(25))
    }
}
