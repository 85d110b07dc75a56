internal import CHostSystem
internal import EnclaveProtocol
internal import Glibc

/// What the host gives an enclave: kernel, memory, hardware, clock.
enum HostDiagnosis {
    static func all() -> [Diagnosis] { [kernel(), secretMemory(), memoryLock(), hardware(), clock()] }

    private static func kernel() -> Diagnosis {
        var facts = utsname()
        guard uname(&facts) == 0 else { return Diagnosis("kernel", .warning, "The kernel's version is not known.") }
        let release = withUnsafeBytes(of: &facts.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let version = KernelVersion(release) else {
            return Diagnosis("kernel", .warning, "Linux \(release): the version is not understood.")
        }
        guard version >= KernelVersion(major: 5, minor: 14) else {
            return Diagnosis(
                "kernel", .error, "Linux \(release) has no secret memory.", remedy: "Use Linux 5.14 or newer.")
        }
        return Diagnosis("kernel", .ok, "Linux \(release).")
    }

    private static func secretMemory() -> Diagnosis {
        guard let obstacle = SecretMemory.probe().obstacle else {
            return Diagnosis("secret-memory", .ok, "\(SecretMemory.needed >> 20) MiB of secret memory can be had.")
        }
        return Diagnosis("secret-memory", .error, obstacle.message, remedy: obstacle.remedy)
    }

    private static func memoryLock() -> Diagnosis {
        let limit = casemate_locked_memory_limit()
        guard limit != .max else { return Diagnosis("memlock", .ok, "Locked memory is not limited.") }
        guard limit < UInt64(SecretMemory.needed) else {
            return Diagnosis("memlock", .ok, "\(limit / 1024) KiB of memory may be locked.")
        }
        return Diagnosis(
            "memlock", getuid() == 0 ? .warning : .error, "Only \(limit / 1024) KiB of memory may be locked.",
            remedy: "ulimit -l \(SecretMemory.needed / 1024), or LimitMEMLOCK=\(SecretMemory.needed) in a unit.")
    }

    private static func hardware() -> Diagnosis {
        let devices = [("/dev/sgx_enclave", "SGX"), ("/dev/tdx_guest", "TDX"), ("/dev/sev-guest", "SEV-SNP")]
        let found = devices.filter { access($0.0, F_OK) == 0 }.map(\.1)
        guard found.isEmpty else { return Diagnosis("tee", .ok, "Found \(found.joined(separator: ", ")).") }
        return Diagnosis(
            "tee", .warning, "No trusted execution environment: only the software platform runs here.",
            remedy: "For production use a machine with SGX, TDX or SEV-SNP.")
    }

    private static func clock() -> Diagnosis {
        let now = Timestamp.now
        let earliest: Int64 = 1_735_689_600
        guard now >= earliest else {
            return Diagnosis(
                "clock", .error, "The clock says \(RFC3339.text(now)), before this program was made.",
                remedy: "Set the clock: certificates are dated by it.")
        }
        guard casemate_clock_is_synchronised() == 1 else {
            return Diagnosis(
                "clock", .warning, "The clock says \(RFC3339.text(now)); nothing keeps it synchronised.",
                remedy: "Run chrony, ntpd or systemd-timesyncd.")
        }
        return Diagnosis("clock", .ok, "The clock says \(RFC3339.text(now)) and is synchronised.")
    }
}

/// The first two numbers of a kernel's release.
struct KernelVersion: Comparable {
    let major: Int
    let minor: Int

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    init?(_ release: String) {
        let numbers = release.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        self.init(major: numbers[0], minor: numbers[1])
    }

    static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
