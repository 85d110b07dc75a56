/// The seam to a trusted execution environment: one implementation a platform.
package protocol TEEPlatform: Sendable {
    /// Platform and code, as key records and `status` carry them.
    var identity: PlatformIdentity { get }

    /// The key that seals the domain key on this platform, bound to `context`; 32 bytes.
    ///
    /// `unavailable` is no failure: a platform without sealing, or one changed by a firmware update, starts locked.
    func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey

    /// Evidence of what runs here, over `reportData` as it stands.
    ///
    /// Callable from any thread, also while the state is locked. `mode` is what the state says of itself: a platform
    /// whose evidence has room for it (the software platform's CONFIGID) carries it, others leave it out.
    func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence
}

/// What holds the keys.
package struct PlatformIdentity: Sendable, Hashable {
    /// `software`, `sgx`, `tdx` or `snp`.
    package let platform: String
    /// SHA-256 of the running code, or the platform's own measurement; hex.
    package let measurement: String
    /// How state is sealed: `file`, `none`, or the platform's own word.
    package let sealing: String

    package init(platform: String, measurement: String, sealing: String) {
        self.platform = platform
        self.measurement = measurement
        self.sealing = sealing
    }
}

/// What the state that is being proved says of itself.
package enum StateMode: UInt8, Sendable {
    /// The state is locked and says nothing yet.
    case locked = 0
    /// Open, made for real keys.
    case production = 1
    /// Open, made with `--development`.
    case development = 2
}

/// A sealing key or the reason there is none.
package enum SealingKey: Sendable {
    case key([UInt8])
    case unavailable(reason: String)
}

/// Why a platform call failed: the message names the thing to mend, the remedy says how.
package struct PlatformError: Error, Sendable, Equatable {
    package let message: String
    /// What to do next; may be empty.
    package let remedy: String

    package init(_ message: String, remedy: String = "") {
        self.message = message
        self.remedy = remedy
    }
}
