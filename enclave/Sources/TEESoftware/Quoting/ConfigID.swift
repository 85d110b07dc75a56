internal import TEEPlatform

/// How the software enclave runs, in the 64 bytes of CONFIGID. `docs/protocol.md` has the table.
struct ConfigID: Sendable {
    /// Its layout, also in CONFIGSVN.
    static let version: UInt8 = 1

    let sealing: SoftwarePlatform.Sealing
    let memory: SoftwarePlatform.Memory
    let mode: StateMode

    var bytes: [UInt8] {
        let facts = Array("casemate".utf8) + [Self.version, sealing.code, memory.rawValue, mode.rawValue]
        return facts + [UInt8](repeating: 0, count: 64 - facts.count)
    }
}

extension SoftwarePlatform.Sealing {
    fileprivate var code: UInt8 {
        switch self {
        case .none: 0
        case .file: 1
        }
    }
}
