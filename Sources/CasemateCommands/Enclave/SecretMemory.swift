internal import CHostSystem
internal import Glibc

/// Whether this kernel and this user's limits give the enclave secret memory.
struct SecretMemory {
    /// What the enclave maps at its start by default, in bytes.
    static let needed = 8 << 20

    /// nil when it is there, else what is missing and how to get it.
    let obstacle: (message: String, remedy: String)?

    /// What `quickstart` and `start` run with: secret memory, else the next best, said aloud with the reason.
    var choice: (memory: MemoryChoice, warning: String?) {
        guard let obstacle else { return (.secret, nil) }
        let memory: MemoryChoice = casemate_probe_locked_memory(Self.needed) == 0 ? .locked : .ordinary
        return (
            memory,
            "Running with --memory \(memory.rawValue), \(memory.meaning): \(obstacle.message) \(obstacle.remedy)"
        )
    }

    /// Tries it: maps and releases as much as the enclave needs.
    static func probe() -> SecretMemory {
        let failure = casemate_probe_secret_memory(needed)
        switch failure {
        case 0: return SecretMemory(obstacle: nil)
        case ENOSYS:
            return SecretMemory(
                obstacle: (
                    "The kernel gives no secret memory (memfd_secret).",
                    "Use Linux 6.5 or newer, or boot an older one with secretmem.enable=1."
                ))
        case EAGAIN, ENOMEM:
            let limit = casemate_locked_memory_limit()
            return SecretMemory(
                obstacle: (
                    "This user may lock \(limit) bytes of memory; the enclave needs \(needed).",
                    "Raise it: ulimit -l \(needed / 1024), or LimitMEMLOCK=\(needed) in a systemd unit."
                ))
        default:
            return SecretMemory(
                obstacle: (
                    "Secret memory cannot be had: \(String(cString: strerror(failure))).", "See --memory locked."
                ))
        }
    }
}
