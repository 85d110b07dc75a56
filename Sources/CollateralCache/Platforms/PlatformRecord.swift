/// A platform in the cache: what upstream is asked with, and what it said of the platform.
struct PlatformRecord: Sendable, Equatable {
    let identity: PlatformIdentity
    /// 768 hexadecimal digits, or empty when the platform has a manifest.
    let encryptedPPID: String
    /// Hexadecimal text, or empty.
    let manifest: String
    let fmspc: String
    let authority: PCKAuthority
    /// The value of the issuer chain header, as received.
    let chain: String
}
