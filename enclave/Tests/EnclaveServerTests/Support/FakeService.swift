import Crypto
import EnclaveCore
import EnclaveProtocol
import Foundation
import SealedSession
import Synchronization

/// A small real service: echoes, signs, journals in memory, and works long when asked.
final class FakeService: EnclaveService {
    private struct State {
        var durable: UInt64 = 0
        var next: UInt64 = 0
        var notify: [@Sendable () -> Void] = []
        var fail: [@Sendable (Refusal) -> Void] = []
        var ticks = 0
        var isShutDown = false
        var calls: [String] = []
    }

    let sessionKey = SessionPrivateKey()
    let signingKey = P256.Signing.PrivateKey()
    /// Long jobs wait here.
    let gate = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let state = Mutex(State())
    private let durable = Atomic<UInt64>(0)

    func hello(identity: String, requiresSession: Bool, version: UInt16) -> HelloAnswer {
        HelloAnswer(
            version: version, instanceID: Identifier(high: 1, low: 2), state: .open, sessionKey: sessionKey.publicKey,
            identity: identity, requiresSession: requiresSession)
    }

    func handle(_ call: Call) -> Outcome {
        switch EnclaveOperation(rawValue: call.header.operation) {
        case .random: return .done(.answer(call.body), after: 0)
        case .status: return .done(.answer(Array("\(call.identity) \(call.isSealed)".utf8)), after: 0)
        case .keySign: return .done(sign(call.body), after: 0)
        case .caIssue:
            let number = state.withLock { state in
                state.next += 1
                return state.next
            }
            return .done(.answer(call.body), after: number)
        case .keyGenerate:
            let body = call.body
            return .later(.computation) { [self] in
                gate.wait()
                return .done(.answer(body), after: 0)
            }
        case .importKey:
            return .later(.computation) { Self.burn(milliseconds: 20) }
        case .evidence:
            let body = call.body
            return .later(.evidence) { .done(.answer(body), after: 0) }
        default: return .done(.refusal(Refusal(.notAllowed, "no")), after: 0)
        }
    }

    /// Makes records durable, as the journal does after a sync.
    func makeDurable(upTo number: UInt64) {
        durable.store(number, ordering: .sequentiallyConsistent)
        for notify in state.withLock(\.notify) { notify() }
    }

    func fail(_ refusal: Refusal) { for fail in state.withLock(\.fail) { fail(refusal) } }

    var durableNumber: UInt64 { durable.load(ordering: .sequentiallyConsistent) }
    var lastNumber: UInt64 { state.withLock(\.next) }
    var ticks: Int { state.withLock(\.ticks) }
    var isShutDown: Bool { state.withLock(\.isShutDown) }

    func onDurable(_ notify: @escaping @Sendable () -> Void) { state.withLock { $0.notify.append(notify) } }
    func onFailure(_ notify: @escaping @Sendable (Refusal) -> Void) { state.withLock { $0.fail.append(notify) } }
    func runJournal() { ended.wait() }
    func runMaintenance() {}
    func commit() {}
    func tick() { state.withLock { $0.ticks += 1 } }
    func shutdown() {
        state.withLock { $0.isShutDown = true }
        ended.signal()
    }

    private func sign(_ body: [UInt8]) -> Reply {
        guard let signature = try? signingKey.signature(for: body) else {
            return .refusal(Refusal(.internalError, "no signature"))
        }
        return .answer(Array(signature.rawRepresentation))
    }

    /// Keeps a core busy, as RSA key generation does.
    private static func burn(milliseconds: Int) -> Outcome {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        var value: UInt64 = 1
        while ContinuousClock.now < end { for _ in 0..<1_000 { value = value &* 6_364_136_223_846_793_005 &+ 1 } }
        return .done(.answer([UInt8(truncatingIfNeeded: value)]), after: 0)
    }
}
