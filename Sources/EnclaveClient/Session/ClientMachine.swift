internal import EnclaveProtocol
internal import SealedSession

/// The caller's side of one connection as a value: bytes in, bytes out, no socket and no clock.
///
/// Greets, checks the pinned key, opens the sealed session when it must, and matches answers to requests. After a throw
/// the connection is over.
struct ClientMachine: Sendable {
    /// What came of received bytes.
    enum Event: Sendable, Equatable {
        /// The enclave answered hello; requests may follow.
        case ready(HelloAnswer)
        /// The answer to a request.
        case answer(id: UInt64, body: [UInt8])
        /// The refusal of a request.
        case refusal(id: UInt64, Refusal)
    }

    private enum Phase {
        case greeting
        case ready(HelloAnswer)
        case over
    }

    private enum Protection { case clear, sealed }

    /// Request ids of the machine itself; callers choose from 1 to `sessionRequestID` - 1.
    private static let helloRequestID: UInt64 = 0
    private static let sessionRequestID: UInt64 = 1 << 63

    private let policy: SessionPolicy
    private var phase = Phase.greeting
    private var assembler: FrameAssembler
    /// Whether memory of frames that were read is given back at once, and what was received may be wiped.
    let releasesMemory: Bool
    private var session: SealedSession?
    private var waiting: [UInt64: Protection] = [:]
    private var output: [UInt8]

    /// A machine that has its hello ready to be sent.
    init(policy: SessionPolicy, client: String, releasesMemory: Bool = false) {
        self.policy = policy
        self.releasesMemory = releasesMemory
        assembler = FrameAssembler(releasesMemory: releasesMemory)
        output = Frame(kind: .hello, requestID: Self.helloRequestID, body: Hello(client: client).encoded).encoded
    }

    /// Requests that have no answer yet.
    var outstanding: Int { waiting.count }

    /// The bytes to send now; asking takes them.
    mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: false) }
        return output
    }

    /// Queues a request. `id` is the caller's, unused among those that wait.
    mutating func send(
        _ operation: EnclaveOperation, id: UInt64, isAuthorized: Bool = false, body: [UInt8]
    ) throws(EnclaveClientError) {
        guard case .ready(let hello) = phase else { throw .lost }
        guard body.count <= FrameLimits.maximumBody - FrameLimits.header - 16 else {
            throw EnclaveClientError(
                .requestTooLong, "The request has \(body.count) bytes; a frame carries \(FrameLimits.maximumBody).",
                remedy: "Send less in one request; sign a digest instead of a long message.")
        }
        let frame = Frame(
            kind: .request, isAuthorized: isAuthorized, operation: operation.rawValue, requestID: id, body: body)
        let mustSeal = hello.requiresSession || policy.pin != nil || policy.sealsAlways
        if session == nil, mustSeal || isAuthorized || operation.needsSession { try openSession(hello) }
        waiting[id] = session == nil ? .clear : .sealed
        try emit(frame)
    }

    /// Takes bytes from the enclave.
    mutating func receive(_ bytes: some Collection<UInt8>) throws(EnclaveClientError) -> [Event] {
        assembler.append(bytes)
        var events: [Event] = []
        do {
            while let frame = try nextFrame() {
                if let event = try accept(frame) { events.append(event) }
            }
        } catch {
            phase = .over
            throw error
        }
        return events
    }

    private mutating func nextFrame() throws(EnclaveClientError) -> Frame? {
        do { return try assembler.next() } catch { throw .violation("a frame header is malformed", cause: error) }
    }

    private mutating func accept(_ frame: Frame) throws(EnclaveClientError) -> Event? {
        switch phase {
        case .greeting: try greet(frame)
        case .ready: try frame.header.kind == .sealed ? acceptSealed(frame) : acceptClear(frame)
        case .over: throw .lost
        }
    }

    private mutating func emit(_ frame: Frame) throws(EnclaveClientError) {
        guard session != nil else {
            output += frame.encoded
            return
        }
        do {
            if let sealed = try session?.seal(frame) { output += sealed.encoded }
        } catch {
            throw .session("A frame could not be encrypted.", cause: error)
        }
    }
}

extension ClientMachine {
    private mutating func greet(_ frame: Frame) throws(EnclaveClientError) -> Event? {
        guard frame.header.requestID == Self.helloRequestID else { throw .violation("hello was not answered first") }
        switch frame.header.kind {
        case .refusal: throw EnclaveClientError(try decode(Refusal.self, frame.body))
        case .answer: break
        default: throw .violation("hello was answered by another frame")
        }
        let hello = try decode(HelloAnswer.self, frame.body)
        guard hello.version == Hello.currentVersion else { throw .violation("version \(hello.version) was chosen") }
        try check(hello)
        phase = .ready(hello)
        return .ready(hello)
    }

    private func check(_ hello: HelloAnswer) throws(EnclaveClientError) {
        let found = SessionKeyPin(of: hello.sessionKey)
        guard let pin = policy.pin else {
            guard !policy.requiresPin else {
                throw EnclaveClientError(
                    .enclaveKeyRequired, "An enclave behind TCP is only talked to when its session key is known.",
                    remedy: "Give --enclave-key or CASEMATE_ENCLAVE_KEY; `casemate status` on its host shows it.")
            }
            return
        }
        guard pin == found else {
            throw EnclaveClientError(
                .enclaveKeyMismatch, "Another enclave answers: its session key is \(found), not \(pin).",
                remedy: "Check the address; if the enclave was replaced on purpose, pin its new key.")
        }
    }

    private mutating func openSession(_ hello: HelloAnswer) throws(EnclaveClientError) {
        do {
            let (session, opening) = try SealedSession.open(to: hello.sessionKey)
            output += Frame(kind: .sessionOpen, requestID: Self.sessionRequestID, body: opening.encoded).encoded
            self.session = session
        } catch {
            throw .session("The enclave's session key is not usable.", cause: error)
        }
        waiting[Self.sessionRequestID] = .sealed
    }

    private mutating func acceptSealed(_ frame: Frame) throws(EnclaveClientError) -> Event? {
        let inner: Frame
        do {
            guard let opened = try session?.open(frame) else { throw SealedSessionError.openingFailed }
            inner = opened
        } catch {
            throw .session("A frame of the sealed session does not open.", cause: error)
        }
        return try settle(inner, as: .sealed)
    }

    private mutating func acceptClear(_ frame: Frame) throws(EnclaveClientError) -> Event? {
        let isAboutConnection = frame.header.requestID == Self.helloRequestID
        let isAboutSession = frame.header.requestID == Self.sessionRequestID
        if frame.header.kind == .refusal, isAboutConnection || isAboutSession {
            throw EnclaveClientError(try decode(Refusal.self, frame.body))
        }
        return try settle(frame, as: .clear)
    }

    private mutating func settle(_ frame: Frame, as protection: Protection) throws(EnclaveClientError) -> Event? {
        let id = frame.header.requestID
        guard let expected = waiting.removeValue(forKey: id) else { throw .violation("request \(id) was never sent") }
        // What was asked in clear before the session opened may be answered inside it, never the other way.
        guard expected == .clear || protection == .sealed else {
            throw .session("A sealed request was answered in clear.")
        }
        switch frame.header.kind {
        case .answer: return id == Self.sessionRequestID ? nil : .answer(id: id, body: frame.body)
        case .refusal: return .refusal(id: id, try decode(Refusal.self, frame.body))
        default: throw .violation("a request was answered by another frame")
        }
    }

    private func decode<Value: WireCodable>(
        _ type: Value.Type, _ body: [UInt8]
    ) throws(EnclaveClientError) -> Value {
        do { return try Value(decoding: body) } catch { throw .violation("\(type) does not decode", cause: error) }
    }
}

extension EnclaveClientError {
    fileprivate static func session(_ message: String, cause: (any Error)? = nil) -> Self {
        Self(
            .sessionFailed, message,
            remedy: "Connect again; if it repeats, something between changes the bytes.", cause: cause)
    }
}
