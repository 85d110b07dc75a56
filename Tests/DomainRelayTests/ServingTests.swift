import EnclaveProtocol
import FakeEnclave
import Telemetry
import Testing

@testable import DomainRelay

/// What a relay does with what comes from the network.
@Suite("Serving", .timeLimit(.minutes(5)))
struct ServingTests {
    private let enclave: FakeEnclave

    init() throws {
        enclave = try FakeEnclave()
        enclave.on(PeerServe.self) { request, _ in
            request.message == [0xff]
                ? .failure(Refusal(.memberRefused, "not one of ours"))
                : .success(Blob(request.message.reversed()))
        }
    }

    private var served: Int { enclave.calls.count { $0.operation == .peerServe } }

    @Test func messagesAreAnsweredInOrder() async throws {
        try await RelayUnderTest(enclave).whileRunning { address in
            let peer = try RawPeer(to: address)
            await peer.send(RawPeer.frame([1, 2]) + RawPeer.frame([3, 4]) + RawPeer.frame([]))
            #expect(await peer.receive() == [2, 1])
            #expect(await peer.receive() == [4, 3])
            #expect(await peer.receive() == [])
        }
    }

    @Test func aRefusalEndsThatConnectionOnly() async throws {
        let relay = try RelayUnderTest(enclave)
        try await relay.whileRunning { address in
            let (bad, good) = (try RawPeer(to: address), try RawPeer(to: address))
            await bad.sendMessage([0xff])
            #expect(await bad.receive() == nil)
            await good.sendMessage([5])
            #expect(await good.receive() == [5])
            #expect(relay.metrics.text.contains(#"casemate_relay_refused_total{code="member-refused"} 1"#))
        }
    }

    @Test func whatIsNoMessageNeverReachesTheEnclave() async throws {
        try await RelayUnderTest(enclave).whileRunning { address in
            let long = try RawPeer(to: address)
            await long.send([0xff, 0xff, 0xff, 0xff, 1, 2, 3])
            #expect(await long.receive() == nil)
            let over = try RawPeer(to: address)
            await over.send(RawPeer.frame(Array(repeating: 0, count: DomainLimits.message + 1)))
            #expect(await over.receive() == nil)
            do {
                let half = try RawPeer(to: address)
                await half.send([0, 0, 0, 9, 1, 2])
            }
            #expect(served == 0)
            let whole = try RawPeer(to: address)
            let longest = [UInt8](repeating: 7, count: DomainLimits.message)
            await whole.sendMessage(longest)
            #expect(await whole.receive() == longest)
        }
    }

    @Test func whoDoesNotReadIsNotReadFrom() async throws {
        try await RelayUnderTest(enclave).whileRunning { address in
            let peer = try RawPeer(to: address)
            let message = RawPeer.frame(Array(repeating: 1, count: DomainLimits.message))
            var sent = 0
            for _ in 0..<100 {
                let count = await peer.send(message, waits: false)
                sent += count
                if count < message.count { try await Task.sleep(for: .milliseconds(20)) }
                if count == 0 { break }
            }
            try await Task.sleep(for: .milliseconds(200))
            #expect(served < 40, "\(served) messages were taken, none of whose answers was read")
            let other = try RawPeer(to: address)
            await other.sendMessage([9])
            #expect(await other.receive() == [9])
        }
    }

    @Test func connectionsAreCounted() async throws {
        let relay = try RelayUnderTest(enclave)
        try await relay.whileRunning { address in
            let peers = try (0..<ConnectionServer.maximumConnections).map { _ in try RawPeer(to: address) }
            for peer in peers { await peer.sendMessage([1]) }
            for peer in peers { #expect(await peer.receive() == [1]) }
            let late = try RawPeer(to: address)
            await late.sendMessage([1])
            #expect(await late.receive() == nil)
            let open = "casemate_relay_connections \(ConnectionServer.maximumConnections)\n"
            try await eventually("the late one is gone") { relay.metrics.text.contains(open) }
            // An optimizer ends them after their last use.
            withExtendedLifetime(peers) {}
        }
    }
}
