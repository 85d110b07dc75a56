/// What the owner of a guest allows and requires of its platform: the policy field of a report.
public struct SNPGuestPolicy: Sendable, Hashable {
    /// The field as it stands.
    public let rawValue: UInt64

    /// Takes the field as it stands; bits without a name are kept and judged by nobody.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// A bit with a name.
    public enum Bit: Int, Sendable, CaseIterable {
        case smtAllowed = 16
        case migrationAgentAllowed = 18
        case debugAllowed = 19
        case singleSocketRequired = 20
        case cxlAllowed = 21
        case aes256XTSRequired = 22
        case raplDisabledRequired = 23
        case ciphertextHidingRequired = 24
        case pageSwapDisabled = 25
    }

    /// The lowest ABI the guest may run under.
    public var minimumABI: (major: UInt8, minor: UInt8) {
        (UInt8(truncatingIfNeeded: rawValue >> 8), UInt8(truncatingIfNeeded: rawValue))
    }

    /// Whether a bit is set.
    public func contains(_ bit: Bit) -> Bool { rawValue >> UInt64(bit.rawValue) & 1 == 1 }

    /// Bit 17, which every valid policy has.
    var hasRequiredBit: Bool { rawValue >> 17 & 1 == 1 }
}
