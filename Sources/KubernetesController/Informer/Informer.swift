public import Kubernetes
internal import Synchronization

/// Keeps a copy of all objects of a resource up to date, and tells of changes.
///
/// It lists by pages, watches from there, resumes a watch that ended, and lists again when the server has forgotten
/// where it was. Source: Kubernetes API Concepts, "Efficient detection of changes".
public final class Informer<Object: KubernetesObject>: Sendable {
    /// What an informer keeps and does.
    public struct Configuration: Sendable {
        /// Which objects.
        public var options = ListOptions()
        /// The objects of one page of a list.
        public var pageSize = 500
        /// Indexes by name: the values under which an object is found.
        public var indexes: [String: @Sendable (Object) -> [String]] = [:]
        /// Which objects are kept and told of, where the server has no selector for it; nil for all. One that stops to be
        /// among them is told of as deleted.
        public var keeps: (@Sendable (Object) -> Bool)?
        /// How long it waits after failures.
        public var backoff = Backoff(initial: .milliseconds(200), maximum: .seconds(30))
        /// Told of each failure; the informer goes on by itself.
        public var onFailure: @Sendable (KubernetesError) -> Void = { _ in }

        /// Keeps everything, without indexes.
        public init() {}
    }

    private let resources: ResourceClient<Object>
    private let configuration: Configuration
    private let onChange: @Sendable (ObjectChange<Object>) -> Void
    private let store: Mutex<ObjectStore<Object>>
    private let synced = Latch()

    /// An informer; `onChange` is called for each change in order and must not block.
    public init(
        _ resources: ResourceClient<Object>, configuration: Configuration = Configuration(),
        onChange: @escaping @Sendable (ObjectChange<Object>) -> Void = { _ in }
    ) {
        self.resources = resources
        self.configuration = configuration
        self.onChange = onChange
        store = Mutex(ObjectStore(indexes: configuration.indexes))
    }

    /// Whether the first list was read to its end.
    public var isSynced: Bool { synced.isOpen }

    /// Returns when the first list was read to its end, or the task is cancelled.
    public func waitUntilSynced() async {
        await synced.wait()
    }

    /// The object of that key, as last seen.
    public subscript(_ key: ObjectKey) -> Object? {
        store.withLock { $0[key] }
    }

    /// All objects, in no order.
    public var objects: [Object] {
        store.withLock(\.all)
    }

    /// How many objects there are.
    public var count: Int {
        store.withLock(\.count)
    }

    /// The objects with that value of an index.
    public func objects(index: String, value: String) -> [Object] {
        store.withLock { $0.objects(index: index, value: value) }
    }

    /// Keeps the copy up to date until the task is cancelled.
    public func run() async {
        var course = Course(pageSize: configuration.pageSize, backoff: configuration.backoff)
        while !Task.isCancelled {
            do throws(KubernetesError) {
                try await follow(&course)
            } catch {
                guard error.code != .cancelled else { return }
                configuration.onFailure(error)
                let wait = course.wait(after: error)
                try? await Task.sleep(for: wait, clock: .continuous)
            }
        }
    }

    /// One list, if one is due, and one watch to its end.
    private func follow(_ course: inout Course) async throws(KubernetesError) {
        let position: String
        if let known = course.position {
            position = known
        } else {
            position = try await list(pageSize: course.pageSize)
            course.listed(at: position)
            synced.open()
        }
        let stream = try await resources.watch(since: position, configuration.options)
        let start = ContinuousClock.now
        var iterator = stream.makeAsyncIterator()
        while let event = try await iterator.next() {
            apply(event)
            course.advance(to: event.resourceVersion)
        }
        guard ContinuousClock.now - start > .seconds(1) else {
            throw KubernetesError(.connectionLost, "The server ended a watch at once.")
        }
    }

    /// Reads all pages and gives the state they show.
    private func list(pageSize: Int?) async throws(KubernetesError) -> String {
        var options = configuration.options
        options.limit = pageSize
        store.withLock { $0.beginList() }
        var position: String?
        repeat {
            let page = try await resources.list(options)
            for object in page.items { put(object) }
            position = page.metadata.resourceVersion ?? position
            options.page = page.nextPage
        } while options.page != nil
        for change in store.withLock({ $0.endList() }) { onChange(change) }
        return position ?? "0"
    }

    private func apply(_ event: WatchEvent<Object>) {
        switch event {
        case .added(let object), .modified(let object): put(object)
        case .deleted(let object):
            if let change = store.withLock({ $0.remove(object.key) }) { onChange(change) }
        case .bookmark: break
        }
    }

    private func put(_ object: Object) {
        let isKept = configuration.keeps?(object) ?? true
        let change = store.withLock { store in isKept ? store.insert(object) : store.remove(object.key) }
        if let change { onChange(change) }
    }
}
