internal import EnclaveCore
private import EnclaveProtocol
internal import EnclaveServer
private import Glibc

/// The start of the process, in the one order that is safe:
///
/// 1. harden: no core dumps, not dumpable, signals blocked (before any thread is there)
/// 2. read the command line
/// 3. open the core over its state directory
/// 4. bind the listeners
/// 5. create every thread there will ever be, and warm each worker up with a signature
/// 6. seal the process: from here on the filter holds
/// 7. accept, and wait for the end
struct Start {
    /// What a platform's executable brings along.
    struct Parts {
        /// Makes the process unreadable by others as far as the kernel can; step 1.
        var harden: () throws -> Void
        /// Opens the state and gives the core behind the edge; step 3.
        var openCore: (CommandLineOptions, EventLog) throws -> any EnclaveService
        /// Uses every algorithm once on the calling worker; step 5.
        var warmUp: @Sendable () -> Void
        /// Applies the filter of system calls to all threads; step 6.
        var seal: () throws -> Void
        /// What SIGHUP asks for.
        var reload: @Sendable () -> Void
        /// The budget of the heap for large requests.
        var memory: MemoryBudget
    }

    let parts: Parts

    /// Runs the enclave and returns the exit status.
    func run(arguments: [String]) -> Int32 {
        let options: CommandLineOptions
        do throws(CommandLineError) { options = try CommandLineOptions(arguments: arguments) } catch {
            return Self.explain(error)
        }
        let log = EventLog(format: options.logFormat)
        do {
            try parts.harden()
            let service = try parts.openCore(options, log)
            let server = try EnclaveServer(
                configuration: configuration(of: options), service: service, reload: parts.reload)
            for listener in server.listeners { log.write(.info, "listening", ["address": listener.description]) }
            let end = try server.run(warmUp: parts.warmUp, seal: parts.seal)
            return Self.report(end, log)
        } catch {
            log.write(.error, "\(error)")
            return 1
        }
    }

    private func configuration(of options: CommandLineOptions) -> ServerConfiguration {
        var configuration = ServerConfiguration(
            listeners: options.listeners, workers: options.workers ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        configuration.timeouts.drain = options.drainMilliseconds
        configuration.memory = parts.memory
        return configuration
    }

    private static func report(_ end: EnclaveServer.End, _ log: EventLog) -> Int32 {
        switch end {
        case .drained(inTime: true): log.write(.info, "ended")
        case .drained(inTime: false): log.write(.warning, "ended; what was still due was refused")
        case .failed(let refusal):
            log.write(.error, refusal.message, ["code": refusal.code.name, "remedy": refusal.remedy])
            return 1
        }
        return 0
    }

    private static func explain(_ error: CommandLineError) -> Int32 {
        let isHelp = error == .helpRequested
        let bytes = Array((isHelp ? "\(error)\n" : "casemate-enclave-software: \(error)\n").utf8)
        _ = unsafe write(isHelp ? STDOUT_FILENO : STDERR_FILENO, bytes, bytes.count)
        return isHelp ? 0 : 2
    }
}
