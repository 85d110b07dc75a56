internal import EnclaveProtocol
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// Lets the key be used once all of it is in a backup, and watches that it stays so.
///
/// Only the first look can end the program. A version that a rotation adds while it runs is a warning: the API server
/// seals under it already, and ending would stop the control plane.
final class BackupWatch: Service, Sendable {
    private static let interval = Duration.seconds(20)
    private static let intervalAtFirst = Duration.milliseconds(250)

    static let unchecked = KMSError(.unavailable, "Whether the key is in a backup has not been looked up yet.")

    private let key: KeySelector
    private let link: EnclaveLink
    private let monitor: KeyMonitor
    private let health: Health
    private let acceptsLoss: Bool
    private let logger: Logger
    private let finding = Mutex<Finding?>(nil)

    init(
        _ key: KeySelector, link: EnclaveLink, monitor: KeyMonitor, health: Health, acceptsLoss: Bool, logger: Logger
    ) {
        self.key = key
        self.link = link
        self.monitor = monitor
        self.health = health
        self.acceptsLoss = acceptsLoss
        self.logger = logger
    }

    /// Adds the gauge, read at each scrape.
    func register(with metrics: MetricsRegistry) {
        metrics.gauge("casemate_kms_key_in_backup", "1 when every version of the key is in a backup or recovery set.") {
            self.finding.withLock { $0 }.map { [([], $0.extent == .whole ? 1 : 0)] } ?? []
        }
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await self.look()
                let isFirst = self.finding.withLock { $0 } == nil
                try? await Task.sleep(for: isFirst ? Self.intervalAtFirst : Self.interval)
            }
        }
    }

    /// Looks the key and the backups up. Throws, at the first look alone, when the key may not be used as it is.
    func look() async throws(ServiceError) {
        let cover: BackupCover
        let info: KeyInfo
        do throws(KMSError) {
            cover = BackupCover(try await link.call(StatusRequest()))
            info = try await link.call(KeyShow(key: key))
        } catch {
            // There is nothing to lose yet where there is no such key; the monitor says so itself.
            if finding.withLock({ $0 }) == nil { monitor.hold(error.code == .unknownKey ? nil : error) }
            return
        }
        let found = Finding(extent: cover.extent(of: info), isAccepted: acceptsLoss || cover.isDevelopment)
        let before = finding.withLock { finding in
            defer { finding = found }
            return finding
        }
        guard before != found else { return }
        if before == nil, !found.isSafe { throw .noBackup(of: info, found.extent) }
        report(found, of: info)
        monitor.hold(nil)
    }

    /// Whether another version may be made: a rotation by schedule must not lose a second one.
    var isSafe: Bool { finding.withLock { $0?.isSafe } ?? false }

    private func report(_ found: Finding, of key: KeyInfo) {
        health.warned(
            "backup",
            found.isSafe
                ? nil : "\(key.name): \(found.missing) is in none, and a restart is refused: casemate backup create")
        guard found.extent != .whole else { return }
        logger.warning(
            "the key is not in a backup: with this enclave every secret is lost",
            metadata: ["key": "\(key.name)", "missing": "\(found.missing)"])
    }
}

/// What a look found.
private struct Finding: Equatable {
    let extent: BackupCover.Extent
    /// The operator said that it may be lost.
    let isAccepted: Bool

    var isSafe: Bool { extent == .whole || isAccepted }
    /// What is not in the newest backup.
    var missing: String { extent == .older ? "its newest version" : "all of it" }
}

extension ServiceError {
    fileprivate static func noBackup(of key: KeyInfo, _ found: BackupCover.Extent) -> ServiceError {
        ServiceError(
            code: "no-backup",
            message: found == .older
                ? "The newest version of the key \(key.name) is younger than the newest backup and recovery set."
                : "No backup and no recovery set is younger than the key \(key.name).",
            remedy:
                "`casemate backup create` (before the first, `casemate domain recovery create`), and carry it away; or "
                + "accept with --accept-loss that every secret is lost with this enclave.")
    }
}
