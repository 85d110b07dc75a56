import Kubernetes
import Testing

@testable import KubernetesController

@Suite("Object stores")
struct ObjectStoreTests {
    private func map(_ name: String, _ version: Int, owner: String = "o") -> ConfigMap {
        var map = ConfigMap(metadata: ObjectMeta(name: name, namespace: "n"), data: ["owner": owner])
        map.metadata.resourceVersion = String(version)
        map.metadata.uid = name
        return map
    }

    private func words(_ changes: [ObjectChange<ConfigMap>]) -> Set<String> {
        Set(
            changes.map { change in
                switch change {
                case .added(let map): "added \(map.key.name)"
                case .updated(let old, let new):
                    "updated \(new.key.name) \(old.metadata.resourceVersion ?? "")-\(new.metadata.resourceVersion ?? "")"
                case .deleted(let map): "deleted \(map.key.name)"
                }
            })
    }

    @Test func tellOnlyChanges() {
        var store = ObjectStore<ConfigMap>()
        #expect(words([store.insert(map("a", 1))].compactMap(\.self)) == ["added a"])
        #expect(store.insert(map("a", 1)) == nil)
        #expect(words([store.insert(map("a", 2))].compactMap(\.self)) == ["updated a 1-2"])
        #expect(store.remove(map("b", 1).key) == nil)
        #expect(words([store.remove(map("a", 9).key)].compactMap(\.self)) == ["deleted a"])
    }

    @Test func aListEndsWhatItDoesNotName() {
        var store = ObjectStore<ConfigMap>()
        for name in ["a", "b", "c"] { _ = store.insert(map(name, 1)) }
        store.beginList()
        _ = store.insert(map("b", 1))
        _ = store.insert(map("d", 2))
        #expect(words(store.endList()) == ["deleted a", "deleted c"])
        #expect(Set(store.all.map(\.key.name)) == ["b", "d"])
        #expect(store.endList().isEmpty)
    }

    @Test func indexesFollow() {
        var store = ObjectStore<ConfigMap>(indexes: ["owner": { [$0.data?["owner"] ?? ""] }])
        _ = store.insert(map("a", 1, owner: "x"))
        _ = store.insert(map("b", 1, owner: "x"))
        _ = store.insert(map("b", 2, owner: "y"))
        #expect(store.objects(index: "owner", value: "x").map(\.key.name) == ["a"])
        #expect(store.objects(index: "owner", value: "y").map(\.key.name) == ["b"])
        _ = store.remove(map("a", 1).key)
        #expect(store.objects(index: "owner", value: "x").isEmpty)
        #expect(store.objects(index: "none", value: "x").isEmpty)
    }
}
