/// Issues a certificate for a PKCS#10.
public struct CAIssue: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caIssue
    public typealias Answer = CAIssueAnswer

    /// The authority.
    public var name: String
    /// PKCS#10, DER.
    public var request: [UInt8]
    /// Empty for the authority's default.
    public var profile: String
    /// Seconds; 0 for the profile's default.
    public var lifetime: Int64
    /// Usage words of Kubernetes; empty for the profile's.
    public var usages: [String]
    /// Who asked, for the audit; at most 253 bytes.
    public var requester: String

    /// A request.
    public init(
        name: String, request: [UInt8], profile: String, lifetime: Int64, usages: [String], requester: String
    ) {
        self.name = name
        self.request = request
        self.profile = profile
        self.lifetime = lifetime
        self.usages = usages
        self.requester = requester
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        request = try reader.data()
        profile = try reader.string()
        lifetime = try reader.int64()
        usages = try reader.list()
        requester = try reader.string()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.data(request)
        writer.string(profile)
        writer.int64(lifetime)
        writer.list(usages)
        writer.string(requester)
    }
}

/// Issues a certificate that says that a quote for the request's key was verified: by the caller, whose policy allows it
/// to say so.
public struct CAIssueAttested: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caIssueAttested
    public typealias Answer = CAIssueAnswer

    /// What to issue.
    public var issue: CAIssue

    /// A request.
    public init(_ issue: CAIssue) {
        self.issue = issue
    }

    public init(from reader: inout WireReader) throws(WireError) {
        issue = try CAIssue(from: &reader)
    }

    public func encode(to writer: inout WireWriter) {
        issue.encode(to: &writer)
    }
}

/// An issued certificate.
public struct CAIssueAnswer: WireCodable, Equatable {
    /// Big-endian.
    public var serial: [UInt8]
    /// DER, leaf first, root omitted.
    public var chain: [Blob]
    /// Unix seconds.
    public var notBefore: Int64
    /// Unix seconds.
    public var notAfter: Int64
    /// SHA-256 of the leaf's DER.
    public var fingerprint: [UInt8]

    /// A value.
    public init(serial: [UInt8], chain: [Blob], notBefore: Int64, notAfter: Int64, fingerprint: [UInt8]) {
        self.serial = serial
        self.chain = chain
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.fingerprint = fingerprint
    }

    public init(from reader: inout WireReader) throws(WireError) {
        serial = try reader.data()
        chain = try reader.list()
        notBefore = try reader.int64()
        notAfter = try reader.int64()
        fingerprint = try reader.data()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(serial)
        writer.list(chain)
        writer.int64(notBefore)
        writer.int64(notAfter)
        writer.data(fingerprint)
    }
}

/// Revokes a certificate.
public struct CARevoke: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caRevoke
    public typealias Answer = Empty

    /// The authority.
    public var name: String
    /// Big-endian.
    public var serial: [UInt8]
    /// RFC 5280 §5.3.1.
    public var reason: UInt8

    /// A request.
    public init(name: String, serial: [UInt8], reason: UInt8) {
        self.name = name
        self.serial = serial
        self.reason = reason
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        serial = try reader.data()
        reason = try reader.uint8()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.data(serial)
        writer.uint8(reason)
    }
}

/// Builds the authority's CRL as of now.
public struct CARevocationList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caRevocationList
    public typealias Answer = Blob

    /// The authority.
    public var name: String
    /// Seconds until nextUpdate; 0 for a week.
    public var lifetime: Int64

    /// A request.
    public init(name: String, lifetime: Int64) {
        self.name = name
        self.lifetime = lifetime
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        lifetime = try reader.int64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.int64(lifetime)
    }
}
