/// What one caller identity may do.
public struct CallerPolicy: WireCodable, Equatable {
    /// The listener's identity.
    public var identity: String
    /// Its tenant.
    public var tenant: String
    /// Names of operations, or `*` for every one that needs no administrator.
    public var operations: [String]
    /// Name patterns of keys and authorities: a name, or a prefix and `*`.
    public var keys: [String]
    /// Most requests a second; 0 for no limit.
    public var rate: UInt32

    /// A value.
    public init(identity: String, tenant: String, operations: [String], keys: [String], rate: UInt32) {
        self.identity = identity
        self.tenant = tenant
        self.operations = operations
        self.keys = keys
        self.rate = rate
    }

    public init(from reader: inout WireReader) throws(WireError) {
        identity = try reader.string()
        tenant = try reader.string()
        operations = try reader.list()
        keys = try reader.list()
        rate = try reader.uint32()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(identity)
        writer.string(tenant)
        writer.list(operations)
        writer.list(keys)
        writer.uint32(rate)
    }
}

/// Sets a policy. Narrowing needs no signature, anything else does.
public struct PolicyPut: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.policyPut
    public typealias Answer = Empty

    /// The whole policy of its identity.
    public var policy: CallerPolicy

    /// A request.
    public init(policy: CallerPolicy) {
        self.policy = policy
    }

    public init(from reader: inout WireReader) throws(WireError) {
        policy = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(policy)
    }
}

/// Lists the policies.
public struct PolicyList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.policyList
    public typealias Answer = PolicyListAnswer

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// All policies.
public struct PolicyListAnswer: WireCodable, Equatable {
    /// By identity.
    public var policies: [CallerPolicy]

    /// A value.
    public init(policies: [CallerPolicy]) {
        self.policies = policies
    }

    public init(from reader: inout WireReader) throws(WireError) {
        policies = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(policies)
    }
}

/// What an identity may create by itself, signed once by an administrator.
public struct CreationTemplate: WireCodable, Equatable {
    /// Its name.
    public var name: String
    /// The caller identity.
    public var identity: String
    /// Names it may use: a name, or a prefix and `*`.
    public var pattern: String
    /// Purposes; with `issue` it may create authorities.
    public var purposes: [KeyPurpose]
    /// Algorithms.
    public var algorithms: [KeyAlgorithm]
    /// Profiles an authority may have; `*` for any.
    public var profiles: [String]
    /// Longest lifetime of an authority in seconds.
    public var maximumLifetime: Int64
    /// Whether it may also bring such keys and authorities in that were made elsewhere.
    public var imports: Bool

    /// A value; it lets nothing in unless that is said.
    public init(
        name: String, identity: String, pattern: String, purposes: [KeyPurpose], algorithms: [KeyAlgorithm],
        profiles: [String], maximumLifetime: Int64, imports: Bool = false
    ) {
        self.name = name
        self.identity = identity
        self.pattern = pattern
        self.purposes = purposes
        self.algorithms = algorithms
        self.profiles = profiles
        self.maximumLifetime = maximumLifetime
        self.imports = imports
    }

    public init(from reader: inout WireReader) throws(WireError) {
        name = try reader.string()
        identity = try reader.string()
        pattern = try reader.string()
        purposes = try reader.list()
        algorithms = try reader.list()
        profiles = try reader.list()
        maximumLifetime = try reader.int64()
        imports = try reader.bool()
    }

    public func encode(to writer: inout WireWriter) {
        writer.string(name)
        writer.string(identity)
        writer.string(pattern)
        writer.list(purposes)
        writer.list(algorithms)
        writer.list(profiles)
        writer.int64(maximumLifetime)
        writer.bool(imports)
    }
}

/// Sets a template. Needs an administrator.
public struct TemplatePut: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.templatePut
    public typealias Answer = Empty

    /// The whole template.
    public var template: CreationTemplate

    /// A request.
    public init(template: CreationTemplate) {
        self.template = template
    }

    public init(from reader: inout WireReader) throws(WireError) {
        template = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(template)
    }
}

/// Lists the templates.
public struct TemplateList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.templateList
    public typealias Answer = TemplateListAnswer

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// All templates.
public struct TemplateListAnswer: WireCodable, Equatable {
    /// By name.
    public var templates: [CreationTemplate]

    /// A value.
    public init(templates: [CreationTemplate]) {
        self.templates = templates
    }

    public init(from reader: inout WireReader) throws(WireError) {
        templates = try reader.list()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(templates)
    }
}

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
public struct ProfileList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.profileList
    public typealias Answer = ProfileListAnswer

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
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

/// Replaces the administrators. Needs the old threshold of signatures.
public struct AdministratorsPut: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.administratorsPut
    public typealias Answer = Empty

    /// SubjectPublicKeyInfo, Ed25519 or P-256, DER.
    public var administrators: [Blob]
    /// Signatures an operation needs.
    public var threshold: UInt8

    /// A request.
    public init(administrators: [Blob], threshold: UInt8) {
        self.administrators = administrators
        self.threshold = threshold
    }

    public init(from reader: inout WireReader) throws(WireError) {
        administrators = try reader.list()
        threshold = try reader.uint8()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(administrators)
        writer.uint8(threshold)
    }
}

/// Lists the administrators.
public struct AdministratorsList: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.administratorsList
    public typealias Answer = AdministratorsAnswer

    /// A request.
    public init() {}
    public init(from reader: inout WireReader) throws(WireError) {}
    public func encode(to writer: inout WireWriter) {}
}

/// The administrators and their threshold.
public struct AdministratorsAnswer: WireCodable, Equatable {
    /// SubjectPublicKeyInfo, DER.
    public var administrators: [Blob]
    /// Signatures an operation needs.
    public var threshold: UInt8

    /// A value.
    public init(administrators: [Blob], threshold: UInt8) {
        self.administrators = administrators
        self.threshold = threshold
    }

    public init(from reader: inout WireReader) throws(WireError) {
        administrators = try reader.list()
        threshold = try reader.uint8()
    }

    public func encode(to writer: inout WireWriter) {
        writer.list(administrators)
        writer.uint8(threshold)
    }
}

/// Accepts the host's clock after a jump locked issuance. Needs an administrator.
public struct ClockAccept: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.clockAccept
    public typealias Answer = Empty

    /// The time accepted, Unix seconds; must be within a minute of the host's.
    public var time: Int64

    /// A request.
    public init(time: Int64) {
        self.time = time
    }

    public init(from reader: inout WireReader) throws(WireError) {
        time = try reader.int64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.int64(time)
    }
}
