internal import EnclaveProtocol
internal import Kubernetes
internal import X509Core

extension AuthorityMove.Outcome {
    /// Where copies of the key may be that no API shows.
    static let unseen = [
        "etcd: earlier revisions until they are compacted, and its snapshots",
        "backups of the cluster, and the files and pipelines the Secret was applied from",
        "nodes: disks, container layers and memory of programs that mounted it",
        "objects of other kinds than Secret and ConfigMap",
    ]

    /// What was done and seen.
    var report: Report { Report(json: json, text: text) }

    private var json: JSONValue {
        [
            "authority": authority.map(CAReport.json) ?? .null,
            "origin": .string(KeyOrigin.importedClear.name),
            "alreadyImported": .bool(wasThere),
            "rotated": .bool(plan.rotates && authority != nil),
            "source": [
                "kind": "Secret", "namespace": .optional(plan.source.namespace), "name": .string(plan.source.name),
                "resourceVersion": .string(resourceVersion), "removed": .bool(isRemoved),
            ],
            "elsewhere": .array(sightings.copies.map(Self.json)),
            "unreadable": .array(sightings.unreadable.map(Self.json)),
            "unsearched": .strings(sightings.unsearched),
            "unseen": .strings(Self.unseen),
            "warnings": .strings(warnings),
            "searchedObjects": .integer(Int64(sightings.objects)),
        ]
    }

    private var isRemoved: Bool {
        if case .removed = removal { true } else { false }
    }

    private static func json(_ sighting: KeySightings.Sighting) -> JSONValue {
        [
            "kind": .string(sighting.kind), "namespace": .optional(sighting.object.namespace),
            "name": .string(sighting.object.name), "entry": .string(sighting.entry),
            "obstacle": .optional(sighting.obstacle),
        ]
    }

    private var text: String {
        var lines = [whatBecameOfTheKey, whatBecameOfTheSecret]
        lines += warnings.map { "Warning: \($0)." }
        lines.append("")
        lines += Self.section("The key is elsewhere too, and was left there", sightings.copies.map(Self.line))
        lines += Self.section("Could not be read", sightings.unreadable.map(Self.line))
        lines += Self.section("Was not searched", sightings.unsearched)
        if sightings.copies.isEmpty {
            lines.append("No copy was found in the other Secrets and ConfigMaps (\(sightings.objects) objects).")
        }
        lines += Self.section("Cannot be seen from here", Self.unseen)
        return lines.joined(separator: "\n")
    }

    private var whatBecameOfTheKey: String {
        guard let authority else {
            return "\(source.chain[0].content.subject) would be imported as \(plan.name); nothing was changed."
        }
        let words = wasThere ? "was in the enclave already" : "is in the enclave now"
        let birth = "its key is imported-clear for ever"
        guard plan.rotates else { return "\(authority.name) (\(authority.subject)) \(words); \(birth)." }
        return "\(authority.name) (\(authority.subject)) \(words), and was rotated: \(birth), "
            + "its successor was born inside."
    }

    private var whatBecameOfTheSecret: String {
        let secret = "Secret \(plan.source) (resourceVersion \(resourceVersion))"
        return switch removal {
        case .removed: "Removed \(secret)."
        case .kept: "Kept \(secret)."
        case .waiting(let finalizers): "Asked to remove \(secret); it waits for \(finalizers.joined(separator: ", "))."
        }
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["\(title):"] + lines.map { "  \($0)" }
    }

    private static func line(_ sighting: KeySightings.Sighting) -> String {
        let place = "\(sighting.kind) \(sighting.object), \(sighting.entry)"
        return sighting.obstacle.map { "\(place): \($0)" } ?? place
    }
}
