/// Sets a certificate profile. Needs an administrator.
public struct ProfilePut: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.profilePut
    public typealias Answer = Empty

    /// As X509Core encodes it.
    public var profile: [UInt8]

    /// A request.
    public init(profile: [UInt8]) {
        self.profile = profile
    }

    public init(from reader: inout WireReader) throws(WireError) {
        profile = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(profile)
    }
}

/// Lists the certificate profiles.
public struct ProfileList: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.profileList
    public typealias Answer = ProfileListAnswer

    /// A request.
    public init() {}
}

/// All profiles.
public struct ProfileListAnswer: WireCodable, Equatable {
    /// As X509Core encodes them, by name.
    public var profiles: [Blob]

    /// A value.
    public init(profiles: [Blob]) {
        self.profiles = profiles
    }

    public init(from reader: inout WireReader) throws(WireError) {
        profiles = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(profiles)
    }
}
