import Synchronization
import TPM2

@testable import EnclaveCore

/// A TPM's counters in memory, and what may go wrong with one.
final class MemoryTPM: AnchorCounter {
    enum Fault {
        /// Nobody answers.
        case gone
        /// It counts, and the answer is lost.
        case answerLost
        /// The count does not reach it.
        case commandLost
    }

    private struct State {
        var indices: [UInt32: (secret: [UInt8], value: UInt64)] = [:]
        var highest: UInt64 = 0
        var fault: Fault?
        var counts = 0
    }

    private let state = Mutex(State())

    var source: AnchorSource { AnchorSource("tpm:memory") { [self] () throws(TPMError) in try opened() } }

    var fault: Fault? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    /// How often it counted, in all.
    var counts: Int { state.withLock { $0.counts } }

    /// Someone who knows the secret counts.
    func countBehindItsBack() {
        state.withLock { state in state.indices.keys.forEach { state.indices[$0]?.value += 1 } }
    }

    /// As a copy of a software TPM's own state would.
    func putBack(by steps: UInt64) {
        state.withLock { state in state.indices.keys.forEach { state.indices[$0]?.value -= steps } }
    }

    private func opened() throws(TPMError) -> any AnchorCounter {
        guard fault != .gone else { throw .unreachable("tpm:memory") }
        return self
    }

    func make(_ index: CounterIndex) throws(TPMError) -> (value: UInt64, key: [UInt8]) {
        guard fault == nil else { throw .unreachable("lost") }
        return state.withLock { state in
            state.highest += 1
            state.counts += 1
            state.indices[index.handle] = (index.secret, state.highest)
            return (state.highest, [UInt8](repeating: 0xEE, count: 32))
        }
    }

    func value(of index: CounterIndex) throws(TPMError) -> UInt64 {
        guard fault == nil else { throw .unreachable("lost") }
        return try found(index)
    }

    func increment(_ index: CounterIndex) throws(TPMError) -> UInt64 {
        let fault = fault
        guard fault == nil || fault == .answerLost else { throw .unreachable("lost") }
        let value = try found(index) + 1
        state.withLock { state in
            state.indices[index.handle]?.value = value
            state.highest = max(state.highest, value)
            state.counts += 1
        }
        guard fault == nil else { throw .unreachable("lost") }
        return value
    }

    private func found(_ index: CounterIndex) throws(TPMError) -> UInt64 {
        guard let kept = state.withLock({ $0.indices[index.handle] }) else { throw .noIndex }
        guard kept.secret == index.secret else { throw .otherIndex }
        return kept.value
    }
}
