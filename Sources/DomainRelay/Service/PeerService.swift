internal import EnclaveClient
internal import EnclaveProtocol
internal import Logging
internal import NIOCore

/// Answers other members' relays: each message goes to the enclave, its answer back, one after another.
final class PeerService: Sendable {
    private let relay: RelayContext
    /// By address.
    private let reasons = LastReasons()

    init(_ relay: RelayContext) { self.relay = relay }

    func serve(_ connection: ServedConnection) async throws {
        for try await message in connection.inbound {
            relay.traffic.received(message.readableBytes)
            let answer = try await answer(to: message, from: connection.remote)
            try await connection.outbound.write(ByteBuffer(bytes: answer))
            relay.traffic.sent(answer.count)
        }
    }

    private func answer(
        to message: ByteBuffer, from remote: String
    ) async throws(EnclaveClientError) -> [UInt8] {
        do throws(EnclaveClientError) {
            return try await relay.enclave.call(PeerServe(message: Array(message.readableBytesView))).bytes
        } catch {
            if let code = RelayError.refusal(error) { relay.traffic.refused(code) }
            note(error, from: remote)
            throw error
        }
    }

    private func note(_ error: EnclaveClientError, from remote: String) {
        let reason = RelayError.reason(error)
        relay.logger.log(
            level: reasons.isNew(reason, of: remote) ? .warning : .debug, "message not answered",
            metadata: ["from": "\(remote)", "reason": "\(reason)"])
    }
}
