/// What upstream is asked with for a platform's certificates.
struct PlatformSourceData: Sendable {
    let identity: PlatformIdentity
    let encryptedPPID: String
    /// Hexadecimal text; when there is one it is used in place of the PPID.
    let manifest: String
}
