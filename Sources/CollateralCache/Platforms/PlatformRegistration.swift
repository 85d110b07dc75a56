/// A platform as its owner registers it.
struct PlatformRegistration: Sendable, Hashable {
    /// Where it stands in the queue. The numbers are Intel's.
    enum State: Int, Sendable {
        case new = 0, notAvailable = 1, deleted = 9
    }

    let identity: PlatformIdentity
    /// Empty, with the two that follow, when the platform has a manifest.
    let cpuSVN: String
    let pceSVN: String
    let encryptedPPID: String
    let manifest: String

    /// The TCB it reports, or nil with a manifest.
    var tcb: RawTCB? { RawTCB(cpuSVN: cpuSVN, pceSVN: pceSVN) }
}
