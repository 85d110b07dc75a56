public import Kubernetes

/// Tells users what happened to an object, by Events in the API.
///
/// The same event within some minutes becomes one with a count. Recording never waits and never fails. Warnings are
/// written at once; of the rest, which say again what the objects show, so many a second that they take no share of the
/// server from the work itself. When too many events wait, new ones are dropped.
public final class EventRecorder: Sendable {
    /// Which of the two APIs events are written to; both show the same events.
    public enum API: Sendable {
        /// events.k8s.io/v1.
        case events
        /// v1.
        case core
    }

    /// How it matters to a user.
    public enum Kind: String, Sendable {
        case normal = "Normal"
        case warning = "Warning"
    }

    /// How many events of each kind may wait to be written.
    static let capacity = 1000

    private let writer: EventWriter
    private let pace: EventPace
    private let warnings = AsyncStream.makeStream(of: EventNotice.self, bufferingPolicy: .bufferingOldest(capacity))
    private let others = AsyncStream.makeStream(of: EventNotice.self, bufferingPolicy: .bufferingOldest(capacity))

    /// A recorder.
    ///
    /// - Parameters:
    ///   - controller: who reports, for example `casemate.io/issuer`.
    ///   - instance: which process of it.
    ///   - pace: how many events a second that are no warnings.
    public init(
        client: KubernetesClient, controller: String, instance: String, api: API = .events,
        pace: EventPace = EventPace(), onFailure: @escaping @Sendable (KubernetesError) -> Void = { _ in }
    ) {
        self.pace = pace
        writer = EventWriter(
            client: client, controller: controller, instance: instance, api: api, onFailure: onFailure)
    }

    /// Records that something happened to an object.
    ///
    /// - Parameters:
    ///   - reason: why, one word in upper camel case, for example `SigningFailed`.
    ///   - action: what was tried, one word in upper camel case, for example `Sign`.
    ///   - note: for a person; cut after 1,024 bytes.
    public func record(
        _ kind: Kind, reason: String, action: String, note: String, about metadata: ObjectMeta,
        of resource: ResourceDescriptor
    ) {
        let queue = kind == .warning ? warnings : others
        queue.continuation.yield(
            EventNotice(
                regarding: ObjectReference(metadata, of: resource), kind: kind, reason: reason, action: action,
                note: note.prefix(bytes: 1024), time: .now))
    }

    /// Writes events until the task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.write(self.warnings.stream, pace: nil) }
            group.addTask { await self.write(self.others.stream, pace: self.pace) }
        }
    }

    private func write(_ notices: AsyncStream<EventNotice>, pace: EventPace?) async {
        var series = EventSeries(), pace = pace
        for await notice in notices {
            if let wait = pace?.take(at: .now) { try? await Task.sleep(for: wait, clock: .continuous) }
            await writer.write(notice, &series)
        }
    }
}

extension String {
    /// The longest beginning of whole characters that has at most that many bytes.
    fileprivate func prefix(bytes limit: Int) -> String {
        var size = 0
        return String(
            prefix { character in
                size += character.utf8.count
                return size <= limit
            })
    }
}
