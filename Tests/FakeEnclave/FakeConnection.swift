internal import EnclaveProtocol
internal import Foundation

/// One connection of the fake, served by a thread.
final class FakeConnection {
    private let descriptor: Int32
    private let enclave: FakeEnclave
    private var session: FakeSession?

    init(_ descriptor: Int32, enclave: FakeEnclave) {
        self.descriptor = descriptor
        self.enclave = enclave
    }

    func serve() {
        defer { close(descriptor) }
        while let frame = readFrame() {
            guard (try? take(frame)) == true else { return }
        }
    }

    private func readFrame() -> Frame? {
        guard let header = FakeSocket.readExactly(FrameLimits.header, from: descriptor) else { return nil }
        var reader = WireReader(header)
        guard let parsed = try? FrameHeader(from: &reader),
            let body = FakeSocket.readExactly(parsed.bodyLength, from: descriptor)
        else { return nil }
        return try? Frame(decoding: header + body)
    }

    /// False ends the connection.
    private func take(_ frame: Frame) throws -> Bool {
        switch frame.header.kind {
        case .hello: return try send(enclave.manners.hello ?? .answer(hello.encoded), to: frame, sealed: false)
        case .sessionOpen:
            guard let opened = try? enclave.session.accept(try SessionOpen(decoding: frame.body)) else { return false }
            session = opened
            return try send(.answer([]), to: frame, sealed: true)
        case .sealed:
            guard let inner = try session?.open(frame.body) else { return false }
            return try answer(inner, sealed: true)
        case .request: return try answer(frame, sealed: false)
        default: return false
        }
    }

    private func answer(_ frame: Frame, sealed: Bool) throws -> Bool {
        guard let operation = EnclaveOperation(rawValue: frame.header.operation) else { return false }
        var reader = WireReader(frame.body)
        let authorization = frame.header.isAuthorized ? try Authorization(from: &reader) : nil
        let call = FakeEnclave.Call(
            operation: operation, authorization: authorization, body: reader.rest(), isSealed: sealed)
        return try send(enclave.reply(to: call), to: frame, sealed: sealed && !enclave.manners.forgetsToSeal)
    }

    private func send(_ reply: FakeEnclave.Reply, to frame: Frame, sealed: Bool) throws -> Bool {
        let id = frame.header.requestID
        switch reply {
        case .answer(let body): try send(Frame(kind: .answer, requestID: id, body: body), sealed: sealed)
        case .refusal(let refusal):
            try send(Frame(kind: .refusal, requestID: id, body: refusal.encoded), sealed: sealed)
        case .bytes(let bytes): FakeSocket.write(bytes, to: descriptor)
        case .hangUp: return false
        case .silence: break
        }
        return true
    }

    private func send(_ frame: Frame, sealed: Bool) throws {
        var outgoing = frame
        if sealed, let wrapped = try session?.seal(frame) { outgoing = wrapped }
        FakeSocket.write(outgoing.encoded, to: descriptor)
    }

    private var hello: HelloAnswer {
        HelloAnswer(
            version: Hello.currentVersion, instanceID: enclave.instanceID, state: .open,
            sessionKey: enclave.sessionKey, identity: "default", requiresSession: enclave.manners.requiresSession)
    }
}
