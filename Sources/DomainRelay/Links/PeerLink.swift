internal import EnclaveClient
internal import EnclaveProtocol
internal import Logging
internal import NIOCore

/// The link to one peer: carries what the enclave has to say there, and the answers back, over one connection as long as
/// it lasts. After any failure the enclave begins anew, under another number.
struct PeerLink: Sendable {
    /// Longest pause that is kept: beyond it the other side takes silence for an end.
    private static let longestPause = Duration.seconds(10)

    let peer: PeerAddress
    let relay: RelayContext
    let table: LinkTable

    /// Until the task is cancelled, or the peer is no longer wanted.
    func run() async {
        var pause = LinkPause()
        while table.goesOn(peer), !Task.isCancelled {
            do {
                try await converse()
            } catch RelayError.itself {
                _ = table.note(peer, .itself)
                try? await Task.sleep(for: Self.longestPause)
            } catch {
                guard !Task.isCancelled else { return }
                if table.standings[peer] == .up { pause.reset() }
                ended(because: error)
                try? await Task.sleep(for: pause.take())
            }
        }
    }

    private func converse() async throws {
        let connection = try await Transport.messages.connect(to: peer)
        try await connection.executeThenClose { inbound, outbound in
            guard !leadsBack(connection.channel) else { throw RelayError.itself }
            let link = UInt64.random(in: 1 ... .max)
            var answers = inbound.makeAsyncIterator()
            repeat {
                let message = try await relay.enclave.call(PeerSend(link: link)).bytes
                try await outbound.write(ByteBuffer(bytes: message))
                relay.traffic.sent(message.count)
                guard let answer = try await answers.next() else { throw RelayError.closedByPeer }
                relay.traffic.received(answer.readableBytes)
                let outcome = try await relay.enclave.call(
                    PeerReceive(link: link, message: Array(answer.readableBytesView)))
                worked()
                if outcome.pause > 0 {
                    try await Task.sleep(for: min(.milliseconds(outcome.pause), Self.longestPause))
                }
            } while table.goesOn(peer)
        }
    }

    private func leadsBack(_ channel: any Channel) -> Bool {
        guard let here = channel.localAddress, let there = channel.remoteAddress else { return false }
        return there.port == relay.port && there.ipAddress == here.ipAddress
    }

    private func worked() {
        guard table.note(peer, .up) else { return }
        relay.logger.info("link up", metadata: ["peer": "\(peer)"])
    }

    private func ended(because error: any Error) {
        let reason = RelayError.reason(error)
        relay.traffic.failed()
        if let code = RelayError.refusal(error) { relay.traffic.refused(code) }
        guard table.note(peer, .down(reason)) else { return }
        relay.logger.warning("link down", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
    }
}
