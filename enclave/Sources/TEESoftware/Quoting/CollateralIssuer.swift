internal import Synchronization
internal import TEEPlatform

/// Keeps the newest day's collateral.
final class CollateralIssuer: Sendable {
    private let root: SoftwareRoot
    private let newest = Mutex<(day: Int64, json: [UInt8])?>(nil)

    init(root: SoftwareRoot) { self.root = root }

    /// The collateral of the day of `time`, unix seconds.
    func collateral(at time: Int64) throws(PlatformError) -> [UInt8] {
        let day = SoftwareCollateral.day(at: time)
        if let kept = newest.withLock({ $0 }), kept.day == day { return kept.json }
        let json = try SoftwareCollateral(root: root, day: day).json()
        newest.withLock { $0 = (day, json) }
        return json
    }
}
