extension Journal {
    /// Writes groups, fences and checkpoints until `shutdown()` or a failure. Meant for one dedicated thread.
    package func run() {
        monitor.withLock { $0.hasWriter = true }
        while true {
            let work = monitor.wait(for: .work) { (state, deadline) in
                state.nextWork(.now(), &deadline)
            }
            guard perform(work) else { return }
        }
    }

    /// Stops new records, writes what is pending, a last checkpoint and a fence, and ends `run()` and `maintain()`.
    package func shutdown() {
        let hasWriter = monitor.withLock { state in
            if state.phase == .open { state.phase = .stopping }
            return state.hasWriter
        }
        for event in [Monitor<JournalState>.Event.work, .upkeep] { monitor.signal(event) }
        if !hasWriter { drain() }
        monitor.wait(for: .progress) { (state, _) in
            state.phase == .stopped || state.failure != nil ? () : nil
        }
    }

    /// Writes what is pending on the caller's thread, where no thread is in `run()`.
    package func flush() throws(JournalError) {
        drain()
        if let failure = monitor.withLock({ $0.failure }) { throw failure }
    }

    /// Does what is to be done now.
    func drain() {
        while true {
            var deadline: MonotonicTime?
            guard let work = monitor.withLock({ $0.nextWork(.now(), &deadline) }), perform(work) else { return }
        }
    }

    /// False when there is nothing more to do.
    private func perform(_ work: JournalState.Work) -> Bool {
        do {
            switch work {
            case .flush(let flush): try write(flush)
            case .fence(let fence, let file, let keys): try file.write(fence, keys)
            case .newFence(let fence, let keys): try renewFence(fence, keys)
            case .stop:
                stop()
                return false
            }
            return true
        } catch {
            fail(.storage(error))
            return false
        }
    }

    private func write(_ flush: JournalState.Flush) throws(StorageError) {
        let buffer = flush.buffer
        if buffer.count > 0 {
            try buffer.memory.withBytes(0, buffer.count) { (bytes) throws(StorageError) in
                try flush.file.file.write(bytes, at: buffer.base)
            }
            try flush.file.file.synchronize()
        }
        let low = (try? isLow()) ?? true
        monitor.withLock { state in
            state.finish(flush, .now())
            state.isLow = low
        }
        monitor.signal(.progress)
        events.durable(flush.reached.record)
        guard let next = flush.next else { return }
        let file = try SealedFile.create(next, in: storage)
        monitor.withLock { $0.files[file.id] = file }
        monitor.signal(.upkeep)
        monitor.signal(.progress)
    }

    private func renewFence(_ fence: Fence, _ keys: JournalKeys) throws(StorageError) {
        let file = try FenceFile.create(in: storage, fence, identity, keys)
        monitor.withLock { state in
            state.fenceFile = file
            state.keyChange?.renewsFence = false
        }
        monitor.signal(.progress)
    }

    private func stop() {
        let failure = monitor.withLock { state in
            state.phase = .stopped
            return state.failure
        }
        if let failure { fail(failure) } else { wakeAll() }
    }

    /// Nothing is retried: after a failed fsync nobody knows what is on the disk.
    func fail(_ error: JournalError) {
        let told = monitor.withLock { state in
            defer { state.failureIsTold = true }
            state.failure = state.failure ?? error
            return state.failureIsTold
        }
        wakeAll()
        if !told { events.failed(error) }
    }

    private func wakeAll() {
        for event in Monitor<JournalState>.Event.allCases { monitor.signal(event) }
    }
}
