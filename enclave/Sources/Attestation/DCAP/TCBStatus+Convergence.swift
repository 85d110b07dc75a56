extension TCBStatus {
    /// A platform's status with those of the module and the quoting enclave taken in.
    func converged(with parts: [TCBStatus]) -> TCBStatus {
        if parts.contains(.revoked) { return .revoked }
        guard parts.contains(.outOfDate) else { return self }
        return switch self {
        case .upToDate, .softwareHardeningNeeded: .outOfDate
        case .configurationNeeded, .configurationAndSoftwareHardeningNeeded: .outOfDateConfigurationNeeded
        default: self
        }
    }

    /// A TD's status from that at its launch, which this is, and that of the firmware now: relaunching cures a TD that
    /// was started under old firmware on a machine updated since.
    func advisingRelaunch(current: TCBStatus) -> TCBStatus {
        let isCured: Bool =
            switch current {
            case .upToDate, .softwareHardeningNeeded, .configurationNeeded, .configurationAndSoftwareHardeningNeeded:
                true
            default: false
            }
        guard isCured, self == .outOfDate || self == .outOfDateConfigurationNeeded else { return self }
        return needsConfiguration || current.needsConfiguration
            ? .relaunchAdvisedConfigurationNeeded : .relaunchAdvised
    }

    private var needsConfiguration: Bool {
        self == .configurationNeeded || self == .configurationAndSoftwareHardeningNeeded
            || self == .outOfDateConfigurationNeeded
    }
}
