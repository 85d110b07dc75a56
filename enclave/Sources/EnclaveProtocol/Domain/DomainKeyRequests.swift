/// Makes a new domain key: recovery shares and backups of before are void. Needs administrators' signatures; in a domain
/// the lead takes it, and an enclave that is alone too.
public struct DomainRekey: BodilessRequest, Equatable {
    public static let operation = EnclaveOperation.domainRekey
    public typealias Answer = DomainKeyChanged

    /// A change of the key.
    public init() {}
}

/// What a change of the domain key came to.
public struct DomainKeyChanged: WireCodable, Equatable {
    /// How often the key was changed, this time included.
    public var generation: UInt32
    /// How long everything else waited, microseconds.
    public var downtime: UInt64

    /// An outcome.
    public init(generation: UInt32, downtime: UInt64) {
        self.generation = generation
        self.downtime = downtime
    }

    public init(from reader: inout WireReader) throws(WireError) {
        generation = try reader.uint32()
        downtime = try reader.uint64()
    }

    public func encode(to writer: inout WireWriter) {
        writer.uint32(generation)
        writer.uint64(downtime)
    }
}
