internal import CHostSystem
internal import EnclaveClient
internal import Glibc

/// Who else can reach the socket and the state, and how much room is left.
enum FileDiagnosis {
    private static let leastFreeBytes: Int64 = 256 << 20

    static func socket(_ address: EnclaveAddress) -> Diagnosis {
        guard case .unix(let path) = address else {
            return Diagnosis("socket", .ok, "\(address) is reached over TCP, inside a sealed session.")
        }
        guard let facts = facts(of: path) else {
            return Diagnosis(
                "socket", .warning, "There is no socket at \(path).", remedy: "Start an enclave: casemate start.")
        }
        guard facts.st_mode & 0o077 == 0 else {
            return Diagnosis(
                "socket", .warning, "Other users can open \(path).",
                remedy: "chmod 600 \(path): who opens it is the caller.")
        }
        return Diagnosis("socket", .ok, "Only its owner opens \(path).")
    }

    static func directory(_ installation: String) -> [Diagnosis] {
        var found: [Diagnosis] = []
        for name in ["state", "sealing.key", "administrator.key", "software-root"] {
            let path = "\(installation)/\(name)"
            guard let facts = facts(of: path) else { continue }
            let isPrivate = facts.st_mode & 0o077 == 0
            found.append(
                Diagnosis(
                    "permissions", isPrivate ? .ok : .error,
                    isPrivate ? "Only its owner reads \(path)." : "Other users can read \(path).",
                    remedy: isPrivate ? "" : "chmod go-rwx \(path)"))
        }
        return found
    }

    static func disk(_ path: String) -> Diagnosis {
        let free = casemate_free_bytes(path)
        guard free >= 0 else {
            return Diagnosis("disk", .warning, "The free space of \(path) is not known.")
        }
        guard free >= leastFreeBytes else {
            return Diagnosis(
                "disk", .error, "\(free >> 20) MiB are free at \(path); below its reserve the enclave refuses work.",
                remedy: "Free space, or move the state.")
        }
        return Diagnosis("disk", .ok, "\(free >> 20) MiB are free at \(path).")
    }

    private static func facts(of path: String) -> stat? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts : nil
    }
}
