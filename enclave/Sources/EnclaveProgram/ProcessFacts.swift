private import CEnclaveSystem
private import CSecretHeap
internal import EnclaveProtocol
internal import EnclaveServer
internal import Synchronization

/// Facts of this process for `status`: memory, hardening, listeners.
final class ProcessFacts: Sendable {
    private let server = Mutex<EnclaveServer?>(nil)
    private let memoryWord: String?

    /// `memoryWord` stands for the heap's own word where that would mislead.
    init(memoryWord: String?) { self.memoryWord = memoryWord }

    /// Adds the edge's facts once there is one.
    func attach(_ server: EnclaveServer) { self.server.withLock { $0 = server } }

    /// Processors this process may use, as `taskset` and containers narrow it.
    static var usableProcessors: Int { Int(casemate_usable_processor_count()) }

    /// As `--memory` says it.
    private static func name(of mode: casemate_heap_mode) -> String {
        switch mode {
        case CASEMATE_HEAP_SECRET: "secret"
        case CASEMATE_HEAP_LOCKED: "locked"
        default: "ordinary"
        }
    }

    /// The facts of this moment.
    @Sendable func facts() -> [StatusFact] {
        let heap = casemate_heap_read_statistics()
        let hardening = casemate_read_hardening()
        let edge = server.withLock { $0 }?.facts ?? []
        return [
            StatusFact("memory", memoryWord ?? Self.name(of: heap.mode)),
            StatusFact("memoryCapacity", String(heap.capacity)),
            StatusFact("memoryCommitted", String(heap.committed)),
            StatusFact("memoryPeak", String(heap.peak)),
            StatusFact("memoryFailures", String(heap.failures)),
            StatusFact("seccomp", String(hardening.sealed)),
            StatusFact("landlock", String(hardening.landlock)),
            StatusFact("dumpable", String(hardening.dumpable)),
        ] + edge
    }
}
