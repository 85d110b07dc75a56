internal import EnclaveProtocol

/// What a frame asks of the edge, decided from its kind and where its connection stands.
enum FrameDecision: Equatable {
    case greet
    case openSession
    case unseal
    case call
    /// The request is refused, the connection goes on.
    case refuse(Refusal)
    /// The peer does not speak the protocol, or the session is broken: refused, and the connection ends.
    case end(Refusal)

    /// Decides about an outer frame.
    init(kind: FrameKind, phase: ConnectionPhase, hasSession: Bool, requiresSession: Bool) {
        switch (kind, phase) {
        case (.hello, .greeting): self = .greet
        case (_, .greeting): self = .end(.helloExpected)
        case (.sessionOpen, _): self = hasSession ? .end(.plainInSession) : .openSession
        case (.sealed, _): self = hasSession ? .unseal : .end(.noSession)
        case (.request, _) where hasSession: self = .end(.plainInSession)
        case (.request, _): self = requiresSession ? .refuse(.sessionRequired) : .call
        default: self = .end(.unexpectedKind)
        }
    }
}

extension Refusal {
    static let helloExpected = Refusal(
        .malformedRequest, "the first frame of a connection is hello", remedy: "send hello first")
    static let unexpectedKind = Refusal(
        .malformedRequest, "a client does not send frames of this kind here",
        remedy: "send hello once, then requests")
    static let plainInSession = Refusal(
        .sealedSessionRequired, "a frame outside the sealed session that this connection opened",
        remedy: "seal every frame, or open a new connection")
    static let noSession = Refusal(
        .sealedSessionFailed, "a sealed frame before a session was opened", remedy: "open a session first")
    static let sessionRequired = Refusal(
        .sealedSessionRequired, "this listener answers only inside a sealed session",
        remedy: "open a session with the key named in the answer to hello")
    static let sessionBroken = Refusal(
        .sealedSessionFailed, "a frame of the sealed session did not open: it was dropped, repeated or altered",
        remedy: "open a new connection and session")
    static let cannotOpenSession = Refusal(
        .sealedSessionFailed, "the session could not be opened: the encapsulated key is not a P-256 point",
        remedy: "encapsulate to the session key named in the answer to hello")
    static let tooManySessions = Refusal(
        .resourceExhausted, "too many sealed sessions are open", remedy: "close idle connections and try again")
    static let tooManyConnections = Refusal(
        .busy, "too many connections are open",
        remedy: "close idle connections, or raise the enclave's limit of open descriptors")
    static let wrongUser = Refusal(
        .notAllowed, "this socket serves another user", remedy: "connect as the user its listener names with uid=")
    static let largeBodyRefused = Refusal(
        .resourceExhausted, "the enclave has no memory for a request of this size now",
        remedy: "send smaller requests, or start the enclave with more --secret-memory")
    static let buffersExhausted = Refusal(
        .resourceExhausted, "too much is waiting to be received or sent", remedy: "read answers, then ask again")
    static let duplicateRequest = Refusal(
        .malformedRequest, "a request with this id is still in flight", remedy: "give each request an id of its own")
    static let slowQueueFull = Refusal(
        .busy, "too many long operations are waiting", remedy: "wait for some to finish and try again")
    static let shuttingDown = Refusal(
        .shuttingDown, "the enclave is shutting down", remedy: "connect again when it has started")
    static let timedOut = Refusal(
        .malformedRequest, "the connection was too slow: hello or the rest of a frame did not come in time",
        remedy: "send whole frames")
    static let sealingFailed = Refusal(
        .sealedSessionFailed, "an answer could not be sealed", remedy: "open a new connection and session")

    static func unknownOperation(_ number: UInt16) -> Refusal {
        Refusal(
            .unknownOperation, "operation \(number) is not known to this enclave",
            remedy: "use a client of the enclave's version")
    }

    static func unsupportedVersion(_ hello: Hello) -> Refusal {
        Refusal(
            .unsupportedVersion,
            "the client speaks protocol versions \(hello.minimumVersion) to \(hello.maximumVersion), the enclave "
                + "\(Hello.currentVersion) to \(Hello.currentVersion)",
            remedy: "use a client and an enclave of the same release")
    }

    static func malformed(_ error: WireError) -> Refusal {
        Refusal(.malformedRequest, "the frame cannot be read: \(error)", remedy: "check the client's framing")
    }
}
