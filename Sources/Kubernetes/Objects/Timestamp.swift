internal import FoundationEssentials

/// A time in whole seconds, written as RFC 3339 in UTC: `metav1.Time`.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since 1970 in UTC.
    public let seconds: Int64

    /// A time by its seconds since 1970.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// A time from RFC 3339 text, a fraction of a second cut off; nil if it is none.
    public init?(_ text: String) {
        guard let microseconds = RFC3339.microseconds(text) else { return nil }
        self.init(seconds: RFC3339.split(microseconds).seconds)
    }

    /// The wall clock's time.
    public static var now: Self { Self(seconds: MicroTimestamp.now.microseconds / 1_000_000) }

    public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}

/// A time in microseconds, written as RFC 3339 in UTC with exactly six digits: `metav1.MicroTime` of Leases and Events.
public struct MicroTimestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970 in UTC.
    public let microseconds: Int64

    /// A time by its microseconds since 1970.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A time from RFC 3339 text; nil if it is none.
    public init?(_ text: String) {
        guard let microseconds = RFC3339.microseconds(text) else { return nil }
        self.init(microseconds: microseconds)
    }

    /// The wall clock's time.
    public static var now: Self { Self(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}

extension Timestamp: CustomStringConvertible {
    public var description: String { RFC3339.text(seconds: seconds) + "Z" }
}

extension MicroTimestamp: CustomStringConvertible {
    public var description: String {
        let (seconds, fraction) = RFC3339.split(microseconds)
        let digits = String(fraction)
        return RFC3339.text(seconds: seconds) + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
    }
}

extension Timestamp: Codable {
    /// Reads it as the API writes it.
    public init(from decoder: any Decoder) throws {
        self = try RFC3339.decode(from: decoder, Self.init)
    }

    /// Writes it as the API reads it.
    public func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
    }
}

extension MicroTimestamp: Codable {
    /// Reads it as the API writes it.
    public init(from decoder: any Decoder) throws {
        self = try RFC3339.decode(from: decoder, Self.init)
    }

    /// Writes it as the API reads it.
    public func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
    }
}
