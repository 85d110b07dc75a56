internal import Kubernetes

/// Writes events to one of the two APIs.
struct EventWriter: Sendable {
    let client: KubernetesClient
    let controller: String
    let instance: String
    let api: EventRecorder.API
    let onFailure: @Sendable (KubernetesError) -> Void

    /// Writes a new event, or counts one up.
    func write(_ notice: EventNotice, _ series: inout EventSeries) async {
        do throws(KubernetesError) {
            if let entry = series.repeated(notice.identity, at: .now) {
                try await count(entry, notice)
            } else {
                try await create(notice, &series)
            }
        } catch {
            // Counted events are deleted after an hour: the next one begins anew.
            series.forget(notice.identity)
            if error.code != .cancelled { onFailure(error) }
        }
    }

    private func create(_ notice: EventNotice, _ series: inout EventSeries) async throws(KubernetesError) {
        let namespace = notice.regarding.namespace ?? "default"
        let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let name = "\((notice.regarding.name ?? "object").prefix(200)).\(suffix)"
        let metadata = ObjectMeta(name: name, namespace: namespace)
        switch api {
        case .events: try await client.resources(namespace: namespace).create(event(notice, metadata))
        case .core: try await client.resources(namespace: namespace).create(coreEvent(notice, metadata))
        }
        series.begin(notice.identity, name: name, namespace: namespace, at: .now)
    }

    private func count(_ entry: EventSeries.Entry, _ notice: EventNotice) async throws(KubernetesError) {
        switch api {
        case .events:
            let series: JSONValue = [
                "count": .integer(Int64(entry.count)), "lastObservedTime": .string(notice.time.description),
            ]
            try await client.resources(Event.self, namespace: entry.namespace)
                .patch(entry.name, .merge(["series": series]))
        case .core:
            try await client.resources(CoreEvent.self, namespace: entry.namespace)
                .patch(
                    entry.name,
                    .merge([
                        "count": .integer(Int64(entry.count)),
                        "lastTimestamp": .string(notice.time.seconds.description),
                    ]))
        }
    }

    private func event(_ notice: EventNotice, _ metadata: ObjectMeta) -> Event {
        var event = Event(metadata: metadata)
        event.eventTime = notice.time
        event.reportingController = controller
        event.reportingInstance = instance
        event.action = notice.action
        event.reason = notice.reason
        event.regarding = notice.regarding
        event.note = notice.note
        event.type = notice.kind.rawValue
        return event
    }

    private func coreEvent(_ notice: EventNotice, _ metadata: ObjectMeta) -> CoreEvent {
        var event = CoreEvent(metadata: metadata)
        event.involvedObject = notice.regarding
        event.reason = notice.reason
        event.message = notice.note
        event.source = CoreEvent.Source(component: controller, host: instance)
        event.firstTimestamp = notice.time.seconds
        event.lastTimestamp = notice.time.seconds
        event.count = 1
        event.type = notice.kind.rawValue
        return event
    }
}

extension MicroTimestamp {
    fileprivate var seconds: Timestamp { Timestamp(seconds: microseconds / 1_000_000) }
}
