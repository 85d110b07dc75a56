private import CEnclaveSystem

/// What a descriptor is ready for, or watched for.
struct Readiness: OptionSet {
    let rawValue: UInt32
    static let readable = Readiness(rawValue: CASEMATE_READABLE.rawValue)
    static let writable = Readiness(rawValue: CASEMATE_WRITABLE.rawValue)
    /// The peer is gone; always reported.
    static let broken = Readiness(rawValue: CASEMATE_BROKEN.rawValue)
    /// One poller of several is woken.
    static let exclusive = Readiness(rawValue: CASEMATE_EXCLUSIVE.rawValue)
}

/// A set of watched descriptors: one epoll instance.
struct Poller: ~Copyable {
    private static let capacity = 64
    private let descriptor: Descriptor
    private var events: [casemate_event]

    init() throws(ServerError) {
        descriptor = try Descriptor(casemate_poll_create(), for: "an epoll instance")
        events = Array(repeating: casemate_event(), count: Self.capacity)
    }

    /// Watches a descriptor; its reports carry `token`.
    func add(_ number: Int32, _ readiness: Readiness, token: UInt64) -> Bool {
        casemate_poll_add(descriptor.number, number, readiness.rawValue, token) == 0
    }

    /// Watches it for something else.
    func change(_ number: Int32, _ readiness: Readiness, token: UInt64) {
        _ = casemate_poll_change(descriptor.number, number, readiness.rawValue, token)
    }

    /// Stops watching it.
    func remove(_ number: Int32) { _ = casemate_poll_remove(descriptor.number, number) }

    /// Waits up to `milliseconds` (nil: until something happens) and returns the number of reports.
    mutating func wait(milliseconds: Int?) -> Int {
        let timeout = milliseconds.map { Int32(clamping: $0) } ?? -1
        return Int(unsafe casemate_poll_wait(descriptor.number, &events, Int32(Self.capacity), timeout))
    }

    /// A report of the last wait.
    subscript(index: Int) -> (token: UInt64, readiness: Readiness) {
        (events[index].token, Readiness(rawValue: events[index].readiness))
    }
}
