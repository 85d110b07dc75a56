/// Creates a certificate authority. Needs an administrator or a template.
public struct CACreate: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caCreate
    public typealias Answer = CAInfo

    /// Its name.
    public var name: String
    /// RFC 4514.
    public var subject: String
    /// Of its key.
    public var algorithm: KeyAlgorithm
    /// Seconds.
    public var lifetime: Int64
    /// Most intermediates below; nil for no limit.
    public var pathLength: Int64?
    /// The authority of this enclave that certifies it; nil for a root.
    public var parent: String?
    /// Waits for a chain from an external root (`CAInstall`).
    public var isExternal: Bool
    /// Profiles it may issue by; the first is the default.
    public var profiles: [String]

    /// A request.
    public init(
        name: String, subject: String, algorithm: KeyAlgorithm, lifetime: Int64, pathLength: Int64? = nil,
        parent: String? = nil, isExternal: Bool, profiles: [String]
    ) {
        self.name = name
        self.subject = subject
        self.algorithm = algorithm
        self.lifetime = lifetime
        self.pathLength = pathLength
        self.parent = parent
        self.isExternal = isExternal
        self.profiles = profiles
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        subject = try reader.string()
        algorithm = try reader.value()
        lifetime = try reader.int64()
        pathLength = try reader.optional()
        parent = try reader.optional()
        isExternal = try reader.bool()
        profiles = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.string(subject)
        writer.value(algorithm)
        writer.int64(lifetime)
        writer.optional(pathLength)
        writer.optional(parent)
        writer.bool(isExternal)
        writer.list(profiles)
    }
}

/// Lists the tenant's authorities by name.
public struct CAList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caList
    public typealias Answer = Page<CAInfo>

    /// Which page.
    public var page: PageQuery

    /// A request.
    public init(page: PageQuery) {
        self.page = page
    }

    public init(from reader: inout WireReader) throws(WireError) {
        page = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(page)
    }
}

/// Shows one authority.
public struct CAShow: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caShow
    public typealias Answer = CAInfo

    /// Which one.
    public var name: String

    /// A request.
    public init(name: String) {
        self.name = name
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
    }
}

/// Builds the PKCS#10 of an authority that waits for an external root.
public struct CARequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caRequest
    public typealias Answer = Blob

    /// Which one.
    public var name: String

    /// A request.
    public init(name: String) {
        self.name = name
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
    }
}

/// Installs the chain an external root gave. Needs an administrator.
public struct CAInstall: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caInstall
    public typealias Answer = CAInfo

    /// Which one.
    public var name: String
    /// DER, its own first.
    public var chain: [Blob]

    /// A request.
    public init(name: String, chain: [Blob]) {
        self.name = name
        self.chain = chain
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        chain = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.list(chain)
    }
}

/// Replaces the authority's key and certificate, cross-signed by the old. Needs an administrator or a template.
public struct CARotate: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.caRotate
    public typealias Answer = CAInfo

    /// The authority.
    public var name: String
    /// Seconds of the new certificate; 0 for as long as the old.
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
