/// How a connection is made; every field has a default.
public struct ConnectionConfiguration: Sendable {
    /// The enclave to insist on: SHA-256 of its session key.
    public var enclaveKey: SessionKeyPin?
    /// Seals every frame, also where the listener does not ask for it.
    public var sealsAlways = false
    /// Program and version, for the enclave's log; at most 128 bytes.
    public var clientName = "casemate"
    /// Wipes what was received as soon as it is read, for programs whose answers carry secrets.
    public var wipesReceived = false
    /// Longest wait for the connection and the answer to hello.
    public var greetingTimeout = Duration.seconds(5)
    /// Longest silence of an enclave that owes an answer: after this, and half of it at most, the connection ends. Longer
    /// than any operation takes; the longest, an admission that others have to confirm, is given up after a minute.
    public var answerTimeout = Duration.seconds(80)
    /// Talks over TCP without a pin: only to ask for evidence.
    var acceptsAnyKey = false

    /// The defaults.
    public init() {}

    func policy(for address: EnclaveAddress) -> SessionPolicy {
        var policy = SessionPolicy(pin: enclaveKey, sealsAlways: sealsAlways)
        if case .tcp = address { policy.requiresPin = !acceptsAnyKey }
        return policy
    }
}
