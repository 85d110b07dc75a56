internal import EnclaveProtocol

/// What one level of a TCB info, a module identity or a QE identity says.
struct LevelVerdict: Sendable {
    let status: TCBStatus
    /// Seconds since 1970.
    let date: Int64
    let advisories: [String]

    private static let platformStatuses: [TCBStatus] = [
        .upToDate, .softwareHardeningNeeded, .configurationNeeded, .configurationAndSoftwareHardeningNeeded,
        .outOfDate, .outOfDateConfigurationNeeded, .revoked,
    ]
    private static let partStatuses: [TCBStatus] = [.upToDate, .outOfDate, .revoked]

    /// - Parameter isPart: Whether this is the level of a module or a QE, which know three statuses only.
    init(_ level: JSONValue, isPart: Bool) throws(JSONError) {
        let status = try level.member("tcbStatus")
        let known = isPart ? Self.partStatuses : Self.platformStatuses
        guard let match = known.first(where: { status.isString($0.rawValue) }) else {
            throw status.fault("is no status of this kind of level")
        }
        self.status = match
        date = try level.member("tcbDate").date()
        advisories = try level["advisoryIDs"]?.elements().map { value throws(JSONError) in try value.string() } ?? []
    }
}

/// A level of a module or a QE: everything from one security version on.
struct PartLevel: Sendable {
    let svn: UInt16
    let verdict: LevelVerdict

    init(_ level: JSONValue) throws(JSONError) {
        svn = UInt16(try level.member("tcb").member("isvsvn").number(through: 0xFFFF))
        verdict = try LevelVerdict(level, isPart: true)
    }

    /// The levels of a list, best first; no version may be there twice.
    static func readAll(_ list: JSONValue) throws(JSONError) -> [PartLevel] {
        let levels = try list.elements().map { value throws(JSONError) in try PartLevel(value) }
        guard Set(levels.map(\.svn)).count == levels.count else { throw list.fault("has a level twice") }
        return levels.sorted { $0.svn > $1.svn }
    }
}

extension [PartLevel] {
    /// The best level that a version reaches.
    func matching(_ svn: UInt64) -> LevelVerdict? { first { UInt64($0.svn) <= svn }?.verdict }
}

/// A level of a TCB info: the least security versions a machine has to have.
struct PlatformLevel: Sendable {
    let sgx: SIMD16<UInt8>
    let pceSVN: UInt16
    /// Zero in a TCB info for SGX.
    let tdx: SIMD16<UInt8>
    let verdict: LevelVerdict

    init(_ level: JSONValue, version: Int64, kind: EvidenceKind) throws(JSONError) {
        let tcb = try level.member("tcb")
        sgx = version == 2 ? try Self.namedComponents(tcb) : try Self.components(tcb.member("sgxtcbcomponents"))
        tdx = kind == .tdx ? try Self.components(tcb.member("tdxtcbcomponents")) : SIMD16()
        pceSVN = UInt16(try tcb.member("pcesvn").number(through: 0xFFFF))
        verdict = try LevelVerdict(level, isPart: false)
    }

    /// Exactly sixteen: a short list would compare as if the rest did not matter.
    private static func components(_ list: JSONValue) throws(JSONError) -> SIMD16<UInt8> {
        let values = try list.elements()
        guard values.count == 16 else { throw list.fault("has \(values.count) components, not 16") }
        var components = SIMD16<UInt8>()
        for (index, value) in values.enumerated() {
            components[index] = UInt8(try value.member("svn").number(through: 0xFF))
        }
        return components
    }

    private static func namedComponents(_ tcb: JSONValue) throws(JSONError) -> SIMD16<UInt8> {
        var components = SIMD16<UInt8>()
        for index in 0..<16 {
            let number = index < 9 ? "0\(index + 1)" : "\(index + 1)"
            components[index] = UInt8(try tcb.member("sgxtcbcomp\(number)svn").number(through: 0xFF))
        }
        return components
    }

    /// The order in which levels are tried: SGX components first, then the PCE's version, then TDX components.
    var precedence: [UInt16] {
        sgx.indices.map { UInt16(sgx[$0]) } + [pceSVN] + tdx.indices.map { UInt16(tdx[$0]) }
    }
}
