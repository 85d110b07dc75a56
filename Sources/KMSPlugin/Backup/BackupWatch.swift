internal import EnclaveProtocol
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// Lets the key be used once it is in a backup, and watches that it stays so.
///
/// Only the first look can end the program: a version that a rotation adds later is a warning, because a control plane
/// that does not come up again after a reboot is the larger harm.
final class BackupWatch: Service, Sendable {
    private static let interval = Duration.seconds(60)
    private static let intervalAtFirst = Duration.milliseconds(250)

    static let unchecked = KMSError(.unavailable, "Whether the key is in a backup has not been looked up yet.")

    private let key: KeySelector
    private let link: EnclaveLink
    private let monitor: KeyMonitor
    private let acceptsLoss: Bool
    private let logger: Logger
    private let extent = Mutex<BackupCover.Extent?>(nil)

    init(_ key: KeySelector, link: EnclaveLink, monitor: KeyMonitor, acceptsLoss: Bool, logger: Logger) {
        self.key = key
        self.link = link
        self.monitor = monitor
        self.acceptsLoss = acceptsLoss
        self.logger = logger
    }

    /// Adds the gauge, read at each scrape.
    func register(with metrics: MetricsRegistry) {
        metrics.gauge("casemate_kms_key_in_backup", "1 when every version of the key is in a backup or recovery set.") {
            self.extent.withLock { $0 }.map { [([], $0 == .whole ? 1 : 0)] } ?? []
        }
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await self.look()
                let isFirst = self.extent.withLock { $0 } == nil
                try? await Task.sleep(for: isFirst ? Self.intervalAtFirst : Self.interval)
            }
        }
    }

    private func look() async throws(ServiceError) {
        let cover: BackupCover
        let info: KeyInfo
        do throws(KMSError) {
            cover = BackupCover(try await link.call(StatusRequest()))
            info = try await link.call(KeyShow(key: key))
        } catch {
            // There is nothing to lose yet where there is no such key; the monitor says so itself.
            if extent.withLock({ $0 }) == nil { monitor.hold(error.code == .unknownKey ? nil : error) }
            return
        }
        let found = cover.extent(of: info)
        let before = extent.withLock { extent in
            defer { extent = found }
            return extent
        }
        guard before != found else { return }
        if before == nil, found == .none { try refuseUnlessAccepted(info, cover) }
        if found != .whole {
            logger.warning(
                "the key is not in a backup: with this enclave every secret is lost",
                metadata: ["key": "\(info.name)", "missing": found == .older ? "its newest version" : "all of it"])
        }
        monitor.hold(nil)
    }

    private func refuseUnlessAccepted(_ key: KeyInfo, _ cover: BackupCover) throws(ServiceError) {
        guard !acceptsLoss, !cover.isDevelopment else { return }
        throw ServiceError(
            code: "no-backup",
            message: "No backup and no recovery set is younger than the key \(key.name).",
            remedy:
                "`casemate domain recovery create`, then `casemate backup create`; or accept with --accept-loss that "
                + "every secret is lost with this enclave.")
    }
}
