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
public struct PolicyList: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.policyList
    public typealias Answer = PolicyListAnswer

    /// A request.
    public init() {}
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
public struct TemplateList: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.templateList
    public typealias Answer = TemplateListAnswer

    /// A request.
    public init() {}
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
