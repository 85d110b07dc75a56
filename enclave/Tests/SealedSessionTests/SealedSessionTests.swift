import EnclaveProtocol
import SealedSession
import Testing

@Suite("Sealed session")
struct SealedSessionTests {
    private func pair() throws -> (caller: SealedSession, enclave: SealedSession) {
        let key = SessionPrivateKey()
        let (caller, opening) = try SealedSession.open(to: key.publicKey)
        return (caller, try SealedSession(accepting: opening, with: key))
    }

    private func frame(_ id: UInt64, _ text: String, kind: FrameKind = .request) -> Frame {
        Frame(kind: kind, operation: 1, requestID: id, body: Array(text.utf8))
    }

    @Test func carriesFramesBothWays() throws {
        var (caller, enclave) = try pair()
        for id in 1...5 as ClosedRange<UInt64> {
            let request = frame(id, "request \(id)")
            #expect(try enclave.open(try caller.seal(request)) == request)
            let answer = frame(id, "answer \(id)", kind: .answer)
            #expect(try caller.open(try enclave.seal(answer)) == answer)
        }
    }

    @Test func refusesARepeatedFrame() throws {
        var (caller, enclave) = try pair()
        let sealed = try caller.seal(frame(1, "once"))
        _ = try enclave.open(sealed)
        #expect(throws: SealedSessionError.openingFailed) { try enclave.open(sealed) }
    }

    @Test func refusesADroppedFrame() throws {
        var (caller, enclave) = try pair()
        _ = try caller.seal(frame(1, "lost"))
        let second = try caller.seal(frame(2, "kept"))
        #expect(throws: SealedSessionError.openingFailed) { try enclave.open(second) }
    }

    @Test func refusesEveryAlteredByte() throws {
        let sample = try {
            var (caller, _) = try pair(); return try caller.seal(frame(1, "whole")).body.count
        }()
        for position in 0..<sample {
            var (caller, enclave) = try pair()
            let sealed = try caller.seal(frame(1, "whole"))
            var body = sealed.body
            body[position] ^= 1
            let altered = Frame(kind: .sealed, requestID: 1, body: body)
            #expect(throws: SealedSessionError.openingFailed) { try enclave.open(altered) }
        }
    }

    @Test func refusesAnotherRequestIDOutside() throws {
        var (caller, enclave) = try pair()
        let sealed = try caller.seal(frame(1, "mine"))
        let moved = Frame(kind: .sealed, requestID: 2, body: sealed.body)
        #expect(throws: SealedSessionError.openingFailed) { try enclave.open(moved) }
    }

    @Test func refusesAnotherEnclavesAnswer() throws {
        var (caller, _) = try pair()
        var (_, stranger) = try pair()
        let answer = try stranger.seal(frame(1, "answer", kind: .answer))
        #expect(throws: SealedSessionError.openingFailed) { try caller.open(answer) }
    }

    @Test func refusesKeysThatAreNoPoints() {
        #expect(throws: SealedSessionError.invalidSessionKey) { _ = try SealedSession.open(to: [4, 1, 2]) }
        #expect(throws: SealedSessionError.invalidEncapsulatedKey) {
            _ = try SealedSession(accepting: SessionOpen(encapsulatedKey: []), with: SessionPrivateKey())
        }
    }
}
