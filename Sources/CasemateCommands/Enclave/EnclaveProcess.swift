internal import EnclaveClient
internal import FoundationEssentials
internal import Glibc

/// A software enclave that this program started.
struct EnclaveProcess {
    let pid: pid_t
    /// Where it listens.
    let address: EnclaveAddress
    private let log: String?

    /// How `quickstart` and `start` run it.
    static func arguments(_ installation: Installation, _ address: EnclaveAddress, _ memory: MemoryChoice) -> [String] {
        [
            "--development", "--state", installation.state, "--sealing", "file:\(installation.sealingKey)",
            "--software-root", installation.softwareRoot, "--listen", address.description, "--memory", memory.rawValue,
        ]
    }

    /// Starts it in a process group of its own; its stderr goes to `log`, or to this program's.
    static func launch(
        _ binary: String, _ arguments: [String], address: EnclaveAddress, log: String?
    ) throws(CommandError) -> EnclaveProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if let log {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var strings = ([binary] + arguments).map { strdup($0) } + [nil]
        defer { for case let string? in strings { free(string) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, binary, &actions, &attributes, &strings, environ)
        guard failure == 0 else { throw .file("run", binary, failure) }
        return EnclaveProcess(pid: pid, address: address, log: log)
    }

    /// Refuses an address where an enclave answers already: it would be taken for the one about to start.
    static func requireSilence(at address: EnclaveAddress) async throws {
        do {
            try await EnclaveClient.withConnection(to: address) { _ in }
        } catch let error as EnclaveClientError where error.code == .cannotConnect {
            return
        }
        throw CommandError(
            code: "already-running", message: "An enclave runs on this directory already.",
            remedy: "Use it: export CASEMATE_ENCLAVE=\(address); or end it first.")
    }

    /// Returns once the enclave answers hello; throws when it ends, or does not answer in ten seconds.
    func waitUntilReady() async throws {
        for _ in 0..<1000 {
            if let status = exitStatus() { throw ended(status) }
            do {
                try await EnclaveClient.withConnection(to: address) { _ in }
                return
            } catch let error as EnclaveClientError where error.code == .cannotConnect {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        throw CommandError(
            code: "enclave-not-ready", message: "The enclave did not answer in ten seconds.",
            remedy: log.map { "See \($0)." } ?? "")
    }

    /// The exit status once it has ended, else nil. Asked once more after that, it is 0.
    func exitStatus() -> Int32? {
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        guard result != 0 else { return nil }
        return result == pid ? (status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)) : 0
    }

    /// Asks it to end and waits; kills it after ten seconds.
    func stop() async {
        kill(pid, SIGTERM)
        for _ in 0..<1000 {
            guard exitStatus() == nil else { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    private func ended(_ status: Int32) -> CommandError {
        let lines = log.flatMap { try? InputFile.read($0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let last = lines.split(separator: "\n").suffix(4).joined(separator: "\n  ")
        return CommandError(
            code: "enclave-ended", message: "The enclave ended with status \(status). \(last)",
            remedy: "`casemate doctor` checks what it needs" + (log.map { "; its log is \($0)." } ?? "."))
    }
}
