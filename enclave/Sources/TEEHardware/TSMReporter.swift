private import Glibc
internal import TEEPlatform

/// What configfs-tsm answers with.
struct TSMReport {
    /// The quote or report.
    let evidence: [UInt8]
    /// SNP's certificate table; may be empty.
    var certificates: [UInt8] = []
    /// What an SVSM says of its services; empty unless it was asked.
    var manifest: [UInt8] = []
}

/// Evidence through the kernel's configfs-tsm, an entry a report.
struct TSMReporter: Sendable {
    /// The kernel's driver behind it: `sev_guest` or `tdx_guest`.
    let provider: String
    /// The privilege level to ask for, where the driver has levels: the guest's own.
    let privilegeLevel: UInt32
    /// There is an SVSM that can be asked instead of the firmware.
    let hasServices: Bool
    /// Whether it is asked.
    var asksServices = false

    /// Nil where the kernel has no configfs-tsm, or it is not mounted.
    init?() throws(PlatformError) {
        guard unsafe access(TSMEntry.directory, F_OK) == 0 else { return nil }
        do throws(SystemFailure) {
            let entry = try TSMEntry()
            provider = try entry.text("provider")
            hasServices = entry.has("service_provider")
            privilegeLevel = entry.has("privlevel_floor") ? UInt32(try entry.text("privlevel_floor")) ?? 0 : 0
        } catch {
            throw PlatformError("configfs-tsm cannot be used: \(error.description)", remedy: Self.remedy(error))
        }
    }

    /// A report over the 64 bytes, asked for again with a new entry when another process came in between.
    func report(over reportData: ReportData) throws(PlatformError) -> TSMReport {
        for attempt in 0..<Self.mostAttempts {
            do throws(SystemFailure) {
                if let report = try reportOnce(over: reportData) { return report }
            } catch {
                guard Self.isPassing(error) else {
                    throw PlatformError("no evidence: \(error.description)", remedy: Self.remedy(error))
                }
            }
            usleep(min(Self.firstPause << UInt32(attempt), Self.longestPause))
        }
        throw PlatformError(
            "no evidence: configfs-tsm was busy \(Self.mostAttempts) times in a row",
            remedy: "Nothing else in this guest may ask for reports; stop what does, or try again.")
    }

    /// Nil when the entry was written by somebody else, so that the report may be over other bytes.
    private func reportOnce(over reportData: ReportData) throws(SystemFailure) -> TSMReport? {
        var entry = try TSMEntry()
        let start = try entry.generation()
        if privilegeLevel > 0 { try entry.write(String(privilegeLevel), to: "privlevel") }
        if asksServices { try entry.write("svsm", to: "service_provider") }
        try entry.write(reportData.bytes, to: "inblob")
        var report = TSMReport(evidence: try entry.blob("outblob"))
        if entry.has("auxblob") { report.certificates = try entry.blob("auxblob") }
        if asksServices { report.manifest = try entry.blob("manifestblob") }
        return try entry.isUndisturbed(since: start) ? report : nil
    }

    private static func isPassing(_ failure: SystemFailure) -> Bool {
        [EBUSY, EWOULDBLOCK, EINTR].contains(failure.number)
    }

    private static func remedy(_ failure: SystemFailure) -> String {
        switch failure.number {
        case EACCES, EPERM: "The enclave must run as the user that owns \(TSMEntry.directory), root by default."
        case ENXIO, ENOTTY, ENODEV: "Load the guest driver: modprobe sev-guest, or modprobe tdx-guest."
        case ETIMEDOUT, EIO: "Look whether the host answers: on TDX its quote generation service must run."
        default: "Look into the kernel's log for sev-guest or tdx-guest."
        }
    }

    private static let mostAttempts = 10
    /// Microseconds; doubled at each attempt, 3 s in all.
    private static let firstPause: UInt32 = 10_000
    private static let longestPause: UInt32 = 640_000
}
