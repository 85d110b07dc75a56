public import EnclaveProtocol
internal import Foundation
internal import Synchronization

/// A scripted enclave behind a real Unix socket: real frames, real sessions, answers by closure.
public final class FakeEnclave: Sendable {
    /// What a handler says.
    public enum Reply: Sendable {
        case answer([UInt8])
        case refusal(Refusal)
        /// Closes the connection instead.
        case hangUp
        /// Sends these bytes instead of a frame.
        case bytes([UInt8])
        /// Says nothing.
        case silence
    }

    /// A request as it came.
    public struct Call: Sendable {
        public let operation: EnclaveOperation
        public let authorization: Authorization?
        public let body: [UInt8]
        public let isSealed: Bool
    }

    public typealias Handler = @Sendable (Call) -> Reply

    /// How hello and sessions are treated.
    public struct Manners: Sendable {
        public var requiresSession = false
        public var hello: Reply?
        /// Announces a session key that it does not hold.
        public var announcesForeignKey = false
        /// Answers sealed requests in clear.
        public var forgetsToSeal = false

        public init() {}
    }

    /// `unix:` and the socket's path.
    public let address: String
    /// What hello says the instance is.
    public let instanceID = Identifier(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210)
    let session = FakeSessionKey()
    let manners: Manners
    private let path: String
    private let listener: Int32
    private let handlers: Mutex<[EnclaveOperation: Handler]>
    private let received = Mutex<[Call]>([])

    /// Listens on a socket of its own.
    public init(_ manners: Manners = Manners(), handlers: [EnclaveOperation: Handler] = [:]) throws {
        self.manners = manners
        self.handlers = Mutex(handlers)
        path = "/tmp/casemate-fake-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        address = "unix:\(path)"
        listener = try FakeSocket.listen(at: path)
        let thread = Thread { [weak self, listener] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else { return }
                Thread { FakeConnection(descriptor, enclave: self).serve() }.start()
            }
        }
        thread.start()
    }

    deinit { stop() }

    /// Stops listening.
    public func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        unlink(path)
    }

    /// The session key that hello announces.
    public var sessionKey: [UInt8] { manners.announcesForeignKey ? FakeSessionKey.foreign : session.publicKey }

    /// Every request so far.
    public var calls: [Call] { received.withLock { $0 } }

    /// Answers an operation from now on.
    public func on<Request: EnclaveRequest>(
        _ type: Request.Type, _ body: @escaping @Sendable (Request, Call) -> Result<Request.Answer, Refusal>
    ) {
        handlers.withLock { handlers in
            handlers[Request.operation] = { call in
                guard let request = try? Request(decoding: call.body) else {
                    return .refusal(Refusal(.malformedRequest, "does not decode"))
                }
                switch body(request, call) {
                case .success(let answer): return .answer(answer.encoded)
                case .failure(let refusal): return .refusal(refusal)
                }
            }
        }
    }

    func reply(to call: Call) -> Reply {
        received.withLock { $0.append(call) }
        guard let handler = handlers.withLock({ $0[call.operation] }) else {
            return .refusal(Refusal(.unknownOperation, "not scripted", remedy: "script it"))
        }
        return handler(call)
    }
}
