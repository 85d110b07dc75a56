internal import Glibc

/// How long a disk takes to make an append durable.
enum DiskSpeed {
    /// The median of 1 KiB appends with fdatasync in a scratch file of `directory`, in microseconds.
    static func medianSyncMicroseconds(in directory: String, samples: Int = 200) throws(CommandError) -> Double {
        let name = "\(directory)/.casemate-bench-\(getpid())"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw .file("create", name, errno) }
        defer {
            close(descriptor)
            unlink(name)
        }
        let block = [UInt8](repeating: 0x5a, count: 1024)
        var latencies = LatencyHistogram()
        for _ in 0..<samples {
            let started = Stopwatch.now
            guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0 else {
                throw .file("write", name, errno)
            }
            latencies.add(nanoseconds: Stopwatch.now - started)
        }
        return latencies.microseconds(atShare: 0.5)
    }
}
