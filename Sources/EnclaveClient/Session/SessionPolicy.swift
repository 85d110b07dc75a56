/// When a connection seals its frames.
public struct SessionPolicy: Equatable, Sendable {
    /// The enclave to insist on; nil trusts whoever holds the socket.
    public var pin: SessionKeyPin?
    /// Refuses to talk without a pin, as TCP must.
    public var requiresPin: Bool
    /// Seals every frame, not only those that must be.
    public var sealsAlways: Bool

    /// A policy.
    public init(pin: SessionKeyPin? = nil, requiresPin: Bool = false, sealsAlways: Bool = false) {
        self.pin = pin
        self.requiresPin = requiresPin
        self.sealsAlways = sealsAlways
    }
}
