internal import EnclaveProtocol
internal import Kubernetes

/// Searches every Secret and ConfigMap that the caller may list for a private key.
struct ClusterKeySearch {
    let client: KubernetesClient
    let search: KeyTraceSearch
    /// The object that is going to be deleted: what it holds is no finding.
    let source: ObjectKey
    /// One page at a time is held.
    private static let pageSize = 100

    /// Looks at all of them. What may not be listed is part of the result; other errors are thrown.
    func run() async throws(KubernetesError) -> KeySightings {
        var sightings = KeySightings()
        try await look(at: Secret.self, &sightings) { secret in
            secret.key == source ? [] : (secret.data ?? [:]).mapValues { Base64.bytes($0) ?? [] }.map { ($0, $1) }
        }
        try await look(at: ConfigMap.self, &sightings) { map in
            (map.data ?? [:]).map { ($0, Array($1.utf8)) }
                + (map.binaryData ?? [:]).map { ($0, Base64.bytes($1) ?? []) }
        }
        return sightings
    }

    private func look<Object: KubernetesResource>(
        at type: Object.Type, _ sightings: inout KeySightings, entries: (Object) -> [(name: String, data: [UInt8])]
    ) async throws(KubernetesError) {
        var options = ListOptions(limit: Self.pageSize)
        do throws(KubernetesError) {
            repeat {
                let page = try await client.resources(type).list(options)
                for object in page.items { note(object, entries(object), &sightings) }
                options.page = page.nextPage
            } while options.page != nil
        } catch {
            guard error.code == .forbidden else { throw error }
            sightings.unsearched.append("\(Object.resource.kind)s: \(error.message)")
        }
    }

    private func note<Object: KubernetesResource>(
        _ object: Object, _ entries: [(name: String, data: [UInt8])], _ sightings: inout KeySightings
    ) {
        sightings.objects += 1
        // `kubectl apply` leaves the whole object in an annotation; the source's goes with it.
        let isSource = Object.resource.kind == Secret.resource.kind && object.key == source
        let annotations = isSource ? [:] : object.metadata.annotations ?? [:]
        let all = entries + annotations.map { ("annotation \($0)", Array($1.utf8)) }
        for (name, data) in all.sorted(by: { $0.name < $1.name }) {
            var sighting = KeySightings.Sighting(kind: Object.resource.kind, object: object.key, entry: name)
            switch search.trace(data) {
            case .none: break
            case .found: sightings.copies.append(sighting)
            case .closed(let obstacle):
                sighting.obstacle = obstacle
                sightings.unreadable.append(sighting)
            }
        }
    }
}
