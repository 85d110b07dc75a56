internal import EnclaveProtocol

/// Which single machines or providers count: the only answer to attestation keys taken out of a machine.
struct PlatformRule: PolicyRule {
    /// The fields of `platforms`.
    enum Field: String, CaseIterable {
        case ppids, platformInstanceIds, chipIds, cspIds
    }

    var ppids: Setting<[[UInt8]]>?
    var platformInstanceIds: Setting<[[UInt8]]>?
    var chipIds: Setting<[[UInt8]]>?
    var cspIds: Setting<[String]>?

    init() {}

    init(_ value: PolicyValue) throws(PolicyFault) {
        let section = try PolicySection<Field>(value)
        ppids = try section.list(.ppids) { value throws(PolicyFault) in try value.bytes(16) }
        platformInstanceIds = try section.list(.platformInstanceIds) { value throws(PolicyFault) in
            try value.bytes(16)
        }
        chipIds = try section.list(.chipIds) { value throws(PolicyFault) in try Self.chipID(value) }
        cspIds = try section.list(.cspIds) { value throws(PolicyFault) in try value.text }
    }

    // As in the report: 64 bytes, or the 8 of Turin, whose field ends in zeros.
    private static func chipID(_ value: PolicyValue) throws(PolicyFault) -> [UInt8] {
        guard let bytes = Hex.decode(try value.text), bytes.count == 8 || bytes.count == 64 else {
            throw value.fault("128 hexadecimal digits, or the 16 of a Turin chip")
        }
        return bytes + [UInt8](repeating: 0, count: 64 - bytes.count)
    }

    func judge(_ judgement: inout Judgement) {
        let appraisal = judgement.appraisal
        switch appraisal.kind {
        case .sgx, .tdx:
            guard let line = ppids?.line ?? platformInstanceIds?.line else { return }
            let isNamed = names(ppids, appraisal.bytes("ppid")) || names(platformInstanceIds, instance(appraisal))
            guard !isNamed else { return }
            let ppid = appraisal.bytes("ppid").map { Hex.encode($0) } ?? "none"
            judgement.refuse(
                .refusedPlatform, line: line, "The platform with PPID \(ppid) is not among those named here.")
        case .snp:
            guard let line = chipIds?.line ?? cspIds?.line else { return }
            let chip = appraisal.flag("chipBound") == true ? appraisal.bytes("chipId") : nil
            guard !names(chipIds, chip), !names(cspIds, appraisal.text("cspId")) else { return }
            let name = chip.map { "chip \(Hex.encode($0))" } ?? "provider \(appraisal.text("cspId") ?? "unknown")"
            judgement.refuse(.refusedPlatform, line: line, "The \(name) is not among those named here.")
        }
    }

    private func instance(_ appraisal: Appraisal) -> [UInt8]? { appraisal.bytes("platformInstanceId") }

    private func names<Value: Equatable>(_ list: Setting<[Value]>?, _ value: Value?) -> Bool {
        guard let list, let value else { return false }
        return list.value.contains(value)
    }
}
