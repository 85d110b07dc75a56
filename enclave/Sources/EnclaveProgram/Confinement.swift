private import CEnclaveSystem
internal import EnclaveProtocol
internal import EnclaveServer
private import Glibc

/// What the process gives up once its state is open: files beyond its directories, then most system calls.
struct Confinement {
    /// Directories to read and write in.
    let directories: [String]
    let listeners: [ListenerAddress]

    /// Limits this thread and those it starts from now on to the state and socket directories, where Landlock is.
    func enforce(_ log: Log) throws(Refusal) {
        guard casemate_landlock_version() > 0 else {
            return log.write(.info, "the kernel has no Landlock; file access is limited by permissions alone")
        }
        let rules = casemate_files_begin()
        guard rules >= 0 else { throw Self.failure("landlock_create_ruleset") }
        for directory in directories {
            try allow(rules, directory, UInt32(CASEMATE_FILES_WRITE.rawValue | CASEMATE_FILES_READ.rawValue))
        }
        for listener in listeners {
            guard case .unix(let path) = listener.endpoint, let slash = path.lastIndex(of: "/") else { continue }
            try allow(rules, String(path[..<slash]), UInt32(CASEMATE_FILES_SOCKETS.rawValue))
        }
        if let call = unsafe casemate_files_enforce(rules) { throw Self.failure(unsafe String(cString: call)) }
    }

    /// The system call filter, on every thread, for good.
    static func seal() throws(Refusal) {
        if let call = unsafe casemate_seal_process() { throw failure(unsafe String(cString: call)) }
    }

    private func allow(_ rules: Int32, _ path: String, _ access: UInt32) throws(Refusal) {
        if let call = unsafe casemate_files_allow(rules, path, access) {
            throw Self.failure(unsafe String(cString: call))
        }
    }

    private static func failure(_ call: String) -> Refusal {
        Refusal(.internalError, "\(call) failed (errno \(errno)), so the process cannot be confined")
    }
}
