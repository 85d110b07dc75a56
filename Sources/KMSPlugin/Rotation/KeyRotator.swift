internal import EnclaveProtocol
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle

/// Rotates the key that seals when its newest version has the age that `--rotate-every` sets, and the one before is safe.
struct KeyRotator: Service {
    let schedule: RotationSchedule
    let key: KeySelector
    let link: EnclaveLink
    let monitor: KeyMonitor
    let watch: BackupWatch
    let logger: Logger

    private static let interval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await rotateIfDue()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// One look: rotates the key when it is due and nothing is in the way.
    func rotateIfDue() async {
        do throws(KMSError) {
            // Not before the monitor may use the key: the first version must be in a backup.
            guard (try? monitor.proven()) != nil else { return }
            let info = try await link.call(KeyShow(key: key))
            let newest = info.versions.map(\.created).max() ?? .max
            guard schedule.isDue(newest: newest, now: Int64(Date().timeIntervalSince1970)) else { return }
            guard watch.isSafe else {
                return logger.error("the key is due and was not rotated: its newest version is in no backup")
            }
            let rotated = try await link.call(KeyRotate(key: key))
            logger.notice("key rotated by schedule", metadata: ["version": "\(rotated.versions.last?.number ?? 0)"])
            _ = try await monitor.refreshed()
            try? await watch.look()
        } catch {
            logger.error("the key was not rotated", metadata: ["reason": "\(error)"])
        }
    }
}
