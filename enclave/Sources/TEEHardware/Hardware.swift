private import Glibc
package import TEEPlatform

/// The trusted execution environment this process runs in.
package enum Hardware {
    /// The first that is found of Gramine on SGX, TDX and SEV-SNP; throws, saying what was looked for, where none is.
    ///
    /// Finding one keeps an operator from running where nothing protects the keys. It proves nothing to anybody: only
    /// verified evidence does.
    package static func detect(sealing: HardwareSealing) throws(PlatformError) -> any TEEPlatform {
        if let gramine = try GraminePlatform(sealing: sealing) { return gramine }
        if let reporter = try TSMReporter() { return try guest(reporter, sealing) }
        if let device = try SEVGuestDevice() {
            return try SNPPlatform(.device(device), device: device, sealing: sealing)
        }
        throw PlatformError(
            "no trusted execution environment: none of \(lookedFor.joined(separator: ", ")) is here" + tdxHint,
            remedy: "Start it under Gramine (deploy/gramine) or in a TDX or SEV-SNP guest (deploy/cvm), as a user that "
                + "may read these; on machines without such hardware use casemate-enclave-software.")
    }

    /// What runs this process is Gramine, whose kernel interface is smaller than Linux's.
    package static var isGramine: Bool { unsafe access(GraminePlatform.typeFile.path, F_OK) == 0 }

    /// Where evidence is asked for while the enclave runs: what a process that confines itself must keep open to itself.
    package static var directories: [String] {
        unsafe access(TSMEntry.directory, F_OK) == 0 ? [TSMEntry.directory] : []
    }

    private static func guest(
        _ reporter: TSMReporter, _ sealing: HardwareSealing
    ) throws(PlatformError) -> any TEEPlatform {
        switch reporter.provider {
        case TDXPlatform.provider: return try TDXPlatform(reporter)
        case SNPPlatform.provider:
            let device = try SEVGuestDevice(privilegeLevel: reporter.privilegeLevel)
            return try SNPPlatform(.configfs(reporter), device: device, sealing: sealing)
        default:
            throw PlatformError(
                "configfs-tsm speaks of a platform this enclave does not know: \(reporter.provider)",
                remedy: "The platforms are SGX under Gramine, TDX and SEV-SNP.")
        }
    }

    private static let lookedFor = [
        "\(GraminePlatform.typeFile.path) (Gramine on SGX)", "\(TSMEntry.directory) (TDX and SEV-SNP)",
        "\(SEVGuestDevice.path) (SEV-SNP)",
    ]

    /// A TDX guest without configfs-tsm has reports only its own machine can check.
    private static var tdxHint: String {
        unsafe access("/dev/tdx_guest", F_OK) == 0
            ? "; this is a TDX guest, whose quotes come through configfs-tsm alone: Linux 6.7 or newer, and "
                + "mount -t configfs none /sys/kernel/config" : ""
    }
}
