internal import CEnclaveSystem
internal import CSecretHeap
private import Crypto
internal import EnclaveCore
internal import EnclaveProtocol
private import KeyOperations
private import SealedSession
private import TPM2

/// Opens the state, on a thread with a secret stack; what touches no key is prepared beside its self-tests.
enum HostOpener {
    static func open<Product>(_ options: EnclaveOptions<Product>, _ process: ProcessFacts) throws -> EnclaveHost {
        let product = options.product
        let preparation = try StartThread("prepare") { () throws(Refusal) in try product.prepare() }
        let tests = try SelfTests.Part.allCases.map { part in
            try StartThread("self-test") { () throws(Refusal) in try test(part) }
        }
        for test in tests { try test.value() }
        let prepared = try preparation.value()
        return try StartThread("open") { () throws(Refusal) in try make(options, process, prepared) }.value()
    }

    private static func test(_ part: SelfTests.Part) throws(Refusal) {
        guard let failed = part.firstFailure() else { return }
        throw Refusal(
            .selfTestFailed, "the known-answer test \(failed) failed",
            remedy: "Do not use this machine or this build for keys.")
    }

    private static func make<Product>(
        _ options: EnclaveOptions<Product>, _ process: ProcessFacts, _ preparation: Product.Preparation
    ) throws(Refusal) -> EnclaveHost {
        var configuration = EnclaveConfiguration(directory: options.state)
        configuration.isDevelopment = options.product.isDevelopment
        configuration.threshold = options.threshold
        configuration.maximumClockGap = options.maximumClockGap
        configuration.storageReserve = options.storageReserve
        configuration.restore = options.restore
        configuration.joins = options.joins
        configuration.anchor = options.anchor.map { AnchorSource($0) }
        configuration.anchorInterval = options.anchorInterval
        configuration.hasMemory = { casemate_heap_can_reserve($0) }
        configuration.keyCacheBudget = Int(casemate_heap_read_statistics().available) / 2
        for path in options.administrators {
            configuration.administrators.append(try AdministratorFile.publicKey(path))
        }
        let opened = try options.product.openPlatform(
            preparation, state: options.state, mayCreate: !StatePath(options.state).hasState)
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
