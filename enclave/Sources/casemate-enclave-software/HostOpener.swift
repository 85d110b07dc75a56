internal import CEnclaveSystem
internal import CSecretHeap
internal import EnclaveCore
internal import EnclaveProtocol
internal import EnclaveServer
private import KeyOperations
private import Synchronization
private import TEEPlatform
private import TEESoftware

/// Opens the state on a thread of its own: the main thread's stack is ordinary memory and must not touch a key.
enum HostOpener {
    private static let stackLength = 128 << 10

    static func open(_ options: EnclaveOptions, _ process: ProcessFacts) throws -> EnclaveHost {
        let handover = Handover()
        let done = try Wakeup(isBlocking: true)
        try ServerThread.start("open", stack: stackLength) {
            handover.result.withLock { $0 = Result { () throws(Refusal) in try make(options, process) } }
            done.signal()
        }
        done.take()
        guard let opened = handover.result.withLock({ $0 }) else {
            throw Refusal(.internalError, "the state was not opened")
        }
        return try opened.get()
    }

    private final class Handover: Sendable {
        let result = Mutex<Result<EnclaveHost, Refusal>?>(nil)
    }

    private static func make(_ options: EnclaveOptions, _ process: ProcessFacts) throws(Refusal) -> EnclaveHost {
        if let failed = SelfTests.firstFailure() {
            throw Refusal(
                .selfTestFailed, "the known-answer test \(failed) failed",
                remedy: "Do not use this machine or this build for keys.")
        }
        var configuration = EnclaveConfiguration(directory: options.state)
        configuration.isDevelopment = options.isDevelopment
        configuration.threshold = options.threshold
        configuration.maximumClockGap = options.maximumClockGap
        configuration.storageReserve = options.storageReserve
        configuration.restore = options.restore
        configuration.facts = process.facts
        configuration.hasMemory = { casemate_heap_can_reserve($0) }
        configuration.keyCacheBudget = Int(casemate_heap_read_statistics().available) / 2
        for path in options.administrators {
            configuration.administrators.append(try AdministratorFile.publicKey(path))
        }
        let platform = try platform(options)
        if let root = platform.softwareRoot {
            configuration.facts = { process.facts() + [StatusFact("softwareRoot", root)] }
            if platform.madeSoftwareRoot {
                Log(format: options.logFormat).write(.info, "made a new software root", ["sha256": root])
            }
        }
        return try EnclaveHost(configuration, on: platform)
    }

    private static func platform(_ options: EnclaveOptions) throws(Refusal) -> SoftwarePlatform {
        do throws(PlatformError) {
            return try SoftwarePlatform(
                sealing: options.sealing, mayCreate: !StatePath(options.state).hasState, memory: options.memory,
                softwareRoot: options.softwareRoot)
        } catch {
            throw Refusal(.corruptState, error.message, remedy: error.remedy)
        }
    }
}
