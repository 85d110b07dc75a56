internal import ArgumentParser
internal import EnclaveProtocol

/// A point in time as an argument: seconds since 1970, or RFC 3339 in UTC.
struct Moment: ExpressibleByArgument, Sendable, Equatable {
    /// Seconds since 1970.
    let seconds: Int64

    init?(argument: String) {
        guard let seconds = Int64(argument) ?? RFC3339.seconds(argument), seconds >= 0 else { return nil }
        self.seconds = seconds
    }
}
