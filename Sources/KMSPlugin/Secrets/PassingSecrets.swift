internal import CHostSystem
internal import CWipingHeap

/// Seeds pass through this process in buffers of NIO, gRPC and Protobuf, which nobody can wipe one by one.
enum PassingSecrets {
    /// Overwrites all memory that is freed from now on, and forbids core dumps. Whoever can read this process' memory
    /// while a call runs still sees that call's seed.
    static func protect() {
        casemate_wipe_freed_memory()
        casemate_forbid_core_dumps()
    }
}
