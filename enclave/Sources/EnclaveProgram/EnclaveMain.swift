private import CEnclaveSystem
private import EnclaveCore
private import EnclaveProtocol
private import EnclaveServer
private import Glibc

/// The start of an enclave, in the order that keeps secrets off the main thread and rights to a minimum:
/// harden, read options, open the state on a thread with a secret stack, bind, confine files, start every thread, make
/// one signature on each, seal the process, accept.
package enum EnclaveMain<Product: EnclaveProduct> {
    /// The program's exit status.
    package enum Status: Int32 {
        case done = 0
        case failed = 1
        case usage = 2
    }

    /// Runs the enclave the arguments ask for, until it is told to end.
    package static func run(_ arguments: [String]) -> Status {
        if let call = unsafe Product.isOnLinux ? casemate_harden_begin() : casemate_harden_signals() {
            return fail("the process cannot be hardened: \(unsafe String(cString: call)) (errno \(errno))")
        }
        do throws(OptionError) {
            guard let options = try EnclaveOptions<Product>(parsing: arguments) else {
                print(EnclaveOptions<Product>.help)
                return .done
            }
            return run(options)
        } catch {
            Log(format: .text).write(.error, error.message, ["remedy": "See \(Product.name) --help."])
            return .usage
        }
    }

    private static func run(_ options: EnclaveOptions<Product>) -> Status {
        let log = Log(format: options.logFormat)
        do {
            try StatePath(options.state).prepare(log)
            let process = ProcessFacts(memoryWord: options.product.memoryWord)
            let host = try HostOpener.open(options, process)
            let server = try EnclaveServer(configuration: options.server, service: host) {
                log.write(.info, "reload: nothing of this program is read from files while it runs")
            }
            process.attach(server)
            if Product.isOnLinux {
                try Confinement(directories: [options.state] + Product.directories, listeners: options.listeners)
                    .enforce(log)
            }
            log.started(options, host)
            let end = try server.run(warmUp: WarmUp.sign) { if Product.isOnLinux { try Confinement.seal() } }
            return report(end, log)
        } catch let refusal as Refusal {
            return fail(refusal, log)
        } catch let error as ServerError {
            return fail(error.description, log)
        } catch {
            return fail("\(error)", log)
        }
    }

    private static func report(_ end: EnclaveServer.End, _ log: Log) -> Status {
        switch end {
        case .drained(let inTime):
            log.write(
                .info,
                inTime ? "stopped; everything was answered" : "stopped; what was not answered in time was refused")
            return .done
        case .failed(let refusal): return fail(refusal, log)
        }
    }

    private static func fail(_ refusal: Refusal, _ log: Log) -> Status {
        log.write(
            .error, refusal.message,
            refusal.remedy.isEmpty
                ? ["code": refusal.code.name] : ["code": refusal.code.name, "remedy": refusal.remedy])
        return .failed
    }

    private static func fail(_ message: String, _ log: Log = Log(format: .text)) -> Status {
        log.write(.error, message)
        return .failed
    }
}
