private import CSEVGuest
private import Glibc
internal import TEEPlatform

/// The firmware of a SEV-SNP guest, through `/dev/sev-guest`.
final class SEVGuestDevice: Sendable {
    /// Where the kernel has it.
    static let path = "/dev/sev-guest"

    private let descriptor: Int32
    private let privilegeLevel: UInt32

    /// Nil where there is no such device. Held open: once the process is confined it could not be opened again.
    ///
    /// Asks for reports to find the guest's privilege level, unless it is known.
    init?(privilegeLevel known: UInt32? = nil) throws(PlatformError) {
        descriptor = unsafe open(Self.path, O_RDWR | O_CLOEXEC)
        guard descriptor < 0 else {
            privilegeLevel = if let known { known } else { try Self.ownPrivilegeLevel(descriptor) }
            return
        }
        guard errno != ENOENT else { return nil }
        throw PlatformError(
            "\(Self.path) cannot be opened (errno \(errno))",
            remedy: "The enclave must run as the user that owns it, root by default.")
    }

    deinit { close(descriptor) }

    /// A report over the 64 bytes, with the host's certificates where it has any that fit.
    func report(over reportData: ReportData) throws(PlatformError) -> TSMReport {
        var certificates = [UInt8](repeating: 0, count: Int(CASEMATE_SNP_MOST_CERTIFICATES))
        var answer = [UInt8](repeating: 0, count: Int(CASEMATE_SNP_REPORT_ANSWER))
        var exitInfo: UInt64 = 0
        let number = unsafe casemate_snp_extended_report(
            descriptor, reportData.bytes, privilegeLevel, &answer, &certificates, &exitInfo)
        if number == EIO, exitInfo >> 32 == UInt64(CASEMATE_SNP_BUFFER_TOO_SMALL) {
            let plain = try Self.plainReport(descriptor, over: reportData, privilegeLevel)
            return TSMReport(evidence: try Self.report(in: plain))
        }
        try Self.check(number, exitInfo, "a report")
        return TSMReport(evidence: try Self.report(in: answer), certificates: certificates)
    }

    /// 32 bytes the firmware derives from chip and firmware version, this guest's policy and launch measurement.
    ///
    /// The policy is in because the measurement is the same in a guest whose owner may debug it.
    func derivedKey() throws(PlatformError) -> [UInt8] {
        var answer = [UInt8](repeating: 0, count: Int(CASEMATE_SNP_KEY_ANSWER))
        var exitInfo: UInt64 = 0
        let number = unsafe casemate_snp_derived_key(
            descriptor, privilegeLevel, Self.guestPolicy | Self.measurement, &answer, &exitInfo)
        try Self.check(number, exitInfo, "a derived key")
        try Self.checkStatus(of: answer, "a derived key")
        return Array(answer[32..<64])
    }

    /// The lowest level the firmware accepts is the guest's own: 0, or what an SVSM leaves it.
    private static func ownPrivilegeLevel(_ descriptor: Int32) throws(PlatformError) -> UInt32 {
        for level in 0..<highestLevel where status(of: try plainReport(descriptor, over: .zero, level)) == 0 {
            return level
        }
        return highestLevel
    }

    private static func plainReport(
        _ descriptor: Int32, over reportData: ReportData, _ level: UInt32
    ) throws(PlatformError) -> [UInt8] {
        var answer = [UInt8](repeating: 0, count: Int(CASEMATE_SNP_REPORT_ANSWER))
        var exitInfo: UInt64 = 0
        let number = unsafe casemate_snp_report(descriptor, reportData.bytes, level, &answer, &exitInfo)
        try check(number, exitInfo, "a report")
        return answer
    }

    /// The report in an answer: behind status, size and 24 reserved bytes.
    private static func report(in answer: [UInt8]) throws(PlatformError) -> [UInt8] {
        try checkStatus(of: answer, "a report")
        let size = Int(number(in: answer, at: 4))
        guard size <= answer.count - 32 else {
            throw PlatformError("\(path) names a report of \(size) bytes, more than its answer holds")
        }
        return Array(answer[32..<32 + size])
    }

    private static func check(_ number: Int32, _ exitInfo: UInt64, _ what: String) throws(PlatformError) {
        guard number != 0 else { return }
        throw PlatformError(
            "\(path) gave no \(what): errno \(number), firmware error \(exitInfo & 0xFFFF_FFFF), hypervisor error "
                + "\(exitInfo >> 32)",
            remedy: "Look into the kernel's log for sev-guest; a disabled VMPCK needs a restart of the guest.")
    }

    private static func checkStatus(of answer: [UInt8], _ what: String) throws(PlatformError) {
        let status = status(of: answer)
        guard status == 0 else {
            throw PlatformError(
                "the SEV-SNP firmware refused \(what) (status \(status))",
                remedy: "Status 22 is a parameter it does not accept, 39 a key the host did not install.")
        }
    }

    private static func status(of answer: [UInt8]) -> UInt32 { number(in: answer, at: 0) }

    private static func number(in answer: [UInt8], at offset: Int) -> UInt32 {
        answer[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let highestLevel: UInt32 = 3
    /// Bits of the guest fields a key is derived from.
    private static let guestPolicy: UInt64 = 1 << 0
    private static let measurement: UInt64 = 1 << 3
}
