package import EnclaveProtocol

/// Intel's levels for one family of machines, versions 2 and 3, with its signature's text already checked.
package struct TCBInfo: Sendable {
    let kind: EvidenceKind
    let issueDate: Int64
    let nextUpdate: Int64
    let fmspc: [UInt8]
    let pceID: [UInt8]
    let evaluationNumber: Int64
    /// TDX only: what a module without a version of its own has to be.
    let module: ModuleIdentity?
    /// By major version of the module.
    let modules: [UInt8: ModuleIdentity]
    /// Best first.
    let levels: [PlatformLevel]

    package init(_ value: JSONValue) throws(JSONError) {
        let version = try value.member("version").number(through: 3)
        kind = try Self.readKind(value, version: version)
        issueDate = try value.member("issueDate").date()
        nextUpdate = try value.member("nextUpdate").date()
        fmspc = try value.member("fmspc").hex(6)
        pceID = try value.member("pceId").hex(2)
        evaluationNumber = try value.member("tcbEvaluationDataNumber").number(through: 0xFFFF_FFFF)
        let type = try value.member("tcbType")
        guard try type.integer() == 0 else { throw type.fault("is a way of comparing levels that is not known") }
        guard kind == .tdx || value["tdxModule"] == nil else {
            throw value.fault("is for SGX and describes a TDX module")
        }
        module = kind == .tdx ? try ModuleIdentity(value.member("tdxModule")) : nil
        modules = kind == .tdx ? try Self.readModules(value["tdxModuleIdentities"]) : [:]
        levels = try Self.readLevels(try value.member("tcbLevels"), version: version, kind: kind)
    }

    private static func readKind(_ value: JSONValue, version: Int64) throws(JSONError) -> EvidenceKind {
        switch version {
        case 2:
            return .sgx
        case 3:
            let id = try value.member("id")
            if id.isString("SGX") { return .sgx }
            if id.isString("TDX") { return .tdx }
            throw id.fault("names neither SGX nor TDX")
        default:
            throw value.fault("has version \(version); 2 and 3 are known")
        }
    }

    private static func readModules(_ list: JSONValue?) throws(JSONError) -> [UInt8: ModuleIdentity] {
        guard let list else { return [:] }
        var modules: [UInt8: ModuleIdentity] = [:]
        for value in try list.elements() {
            let id = try value.member("id")
            let text = try id.string().uppercased()
            guard text.hasPrefix("TDX_"), text.utf8.count == 6, let version = UInt8(text.dropFirst(4), radix: 16) else {
                throw id.fault("is not TDX_ and a version of two digits")
            }
            guard modules.updateValue(try ModuleIdentity(value), forKey: version) == nil else {
                throw id.fault("is there twice")
            }
        }
        return modules
    }

    private static func readLevels(
        _ list: JSONValue, version: Int64, kind: EvidenceKind
    ) throws(JSONError) -> [PlatformLevel] {
        let levels = try list.elements()
            .map { value throws(JSONError) in try PlatformLevel(value, version: version, kind: kind) }
            .map { (precedence: $0.precedence, level: $0) }
            .sorted { $1.precedence.lexicographicallyPrecedes($0.precedence) }
        guard zip(levels, levels.dropFirst()).allSatisfy({ $0.precedence != $1.precedence }) else {
            throw list.fault("has a level twice")
        }
        return levels.map(\.level)
    }
}

/// What a TDX module has to be, and its levels where it has some of its own.
struct ModuleIdentity: Sendable {
    let mrSigner: [UInt8]
    let attributes: [UInt8]
    let attributesMask: [UInt8]
    /// Best first; empty for `tdxModule`.
    let levels: [PartLevel]

    init(_ value: JSONValue) throws(JSONError) {
        mrSigner = try value.member("mrsigner").hex(48)
        attributes = try value.member("attributes").hex(8)
        attributesMask = try value.member("attributesMask").hex(8)
        levels = try value["tcbLevels"].map { list throws(JSONError) in try PartLevel.readAll(list) } ?? []
    }
}
