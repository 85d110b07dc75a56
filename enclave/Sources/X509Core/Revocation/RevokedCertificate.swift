/// An entry of a CRL.
public struct RevokedCertificate: Hashable, Sendable {
    /// Why, RFC 5280 §5.3.1. `unspecified` is left out of the encoding.
    public enum Reason: UInt8, Sendable, CaseIterable {
        case unspecified = 0
        case keyCompromise = 1
        case caCompromise = 2
        case affiliationChanged = 3
        case superseded = 4
        case cessationOfOperation = 5
        case certificateHold = 6
        case removeFromCRL = 8
        case privilegeWithdrawn = 9
        case aaCompromise = 10
    }

    /// Content octets of the serial number.
    public let serial: [UInt8]
    /// Unix seconds.
    public let date: Int64
    /// Why; `unspecified` when the list does not say.
    public let reason: Reason

    /// An entry of these values.
    public init(serial: [UInt8], date: Int64, reason: Reason = .unspecified) {
        self.serial = serial
        self.date = date
        self.reason = reason
    }
}
