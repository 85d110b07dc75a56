internal import Glibc

/// A value behind a lock, with waits on named events: what `Mutex` and a condition variable make together.
///
/// Waits are private futexes (which work on memory the kernel cannot pin) against the monotonic clock.
@safe final class Monitor<Value>: @unchecked Sendable {  // the value is touched only while the lock is held
    /// What a thread can wait for.
    enum Event: Int, CaseIterable {
        /// The writer has something to do.
        case work
        /// Something became durable, failed or stopped.
        case progress
        /// Compaction may be due.
        case upkeep
    }

    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let events: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value

    init(_ value: consuming Value) {
        self.value = value
        unsafe lock = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe events = .allocate(capacity: Event.allCases.count)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        for event in Event.allCases { unsafe pthread_cond_init(events + event.rawValue, &attributes) }
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        for event in Event.allCases { unsafe pthread_cond_destroy(events + event.rawValue) }
        unsafe pthread_mutex_destroy(lock)
        unsafe events.deallocate()
        unsafe lock.deallocate()
    }

    func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return try body(&value)
    }

    /// Calls `body` under the lock until it returns a value, waiting for `event` in between.
    ///
    /// `body` sets the deadline at which to look again even without an event.
    func wait<R>(for event: Event, _ body: (inout Value, inout MonotonicTime?) -> R?) -> R {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        while true {
            var deadline: MonotonicTime?
            if let result = body(&value, &deadline) { return result }
            guard let deadline else {
                unsafe pthread_cond_wait(events + event.rawValue, lock)
                continue
            }
            var time = deadline.timespec
            unsafe pthread_cond_timedwait(events + event.rawValue, lock, &time)
        }
    }

    func signal(_ event: Event) { unsafe pthread_cond_broadcast(events + event.rawValue) }
}
