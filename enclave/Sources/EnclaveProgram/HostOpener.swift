internal import CEnclaveSystem
internal import CSecretHeap
private import Crypto
internal import EnclaveCore
internal import EnclaveProtocol
internal import EnclaveServer
private import KeyOperations
private import SealedSession
private import Synchronization

/// Opens the state on a thread of its own: the main thread's stack is ordinary memory and must not touch a key.
enum HostOpener {
    private static let stackLength = 128 << 10

    static func open<Product>(_ options: EnclaveOptions<Product>, _ process: ProcessFacts) throws -> EnclaveHost {
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

    private static func make<Product>(
        _ options: EnclaveOptions<Product>, _ process: ProcessFacts
    ) throws(Refusal) -> EnclaveHost {
        if let failed = SelfTests.firstFailure() {
            throw Refusal(
                .selfTestFailed, "the known-answer test \(failed) failed",
                remedy: "Do not use this machine or this build for keys.")
        }
        var configuration = EnclaveConfiguration(directory: options.state)
        configuration.isDevelopment = options.product.isDevelopment
        configuration.threshold = options.threshold
        configuration.maximumClockGap = options.maximumClockGap
        configuration.storageReserve = options.storageReserve
        configuration.restore = options.restore
        configuration.hasMemory = { casemate_heap_can_reserve($0) }
        configuration.keyCacheBudget = Int(casemate_heap_read_statistics().available) / 2
        for path in options.administrators {
            configuration.administrators.append(try AdministratorFile.publicKey(path))
        }
        let opened = try options.product.openPlatform(
            state: options.state, mayCreate: !StatePath(options.state).hasState)
        configuration.facts = { process.facts() + opened.facts }
        let log = Log(format: options.logFormat)
        for notice in opened.notices { log.write(.info, notice.message, [notice.name: notice.value]) }
        let host = try EnclaveHost(configuration, on: opened.platform)
        // What a first caller pins, where there is no socket that it could ask without a pin.
        let pin = Array(SHA256.hash(data: host.sessionKey.publicKey))
        log.write(.info, "session key", ["sha256": Hex.encode(pin)])
        return host
    }
}
