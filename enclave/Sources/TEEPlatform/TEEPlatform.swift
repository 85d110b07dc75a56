/// The seam to a trusted execution environment: one implementation a platform.
package protocol TEEPlatform: Sendable {
    /// Platform and code, as key records and `status` carry them.
    var identity: PlatformIdentity { get }

    /// The key that seals the domain key on this platform, bound to `context`; 32 bytes.
    ///
    /// `unavailable` is no failure: a platform without sealing, or one changed by a firmware update, starts locked.
    func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey
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

/// A sealing key or the reason there is none.
package enum SealingKey: Sendable {
    case key([UInt8])
    case unavailable(reason: String)
}

/// Why a platform call failed: the message names the thing to mend.
package struct PlatformError: Error, Sendable, Equatable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
