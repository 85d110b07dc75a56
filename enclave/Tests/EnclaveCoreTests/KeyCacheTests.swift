import EnclaveProtocol
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite struct KeyCacheTests {
    private func key(_ number: Int) throws -> CachedKey {
        let template = KeyTemplate(
            name: "key-\(number)", algorithm: .p256, purpose: .sign, export: .never, replication: .domain,
            audit: .counted)
        let version = KeyVersion(number: 1, created: 0, stored: try LiveKey.generate(.p256).stored, publicKey: [])
        return try CachedKey(
            KeyRecord(
                template: template, tenant: "default", origin: .generated, provenance: "test", firstVersion: version))
    }

    @Test func keepsWhatCameLastWithinTheBudget() throws {
        let keys = try (0..<20).map(key)
        var cache = KeyCache(budget: keys[0].cost * 8)
        for (index, key) in keys.enumerated() {
            cache.insert(key)
            #expect(cache.held <= cache.budget)
            if index > 0 { #expect(cache.key(keys[index - 1].record.id) != nil) }
        }
        #expect(cache.count == 8)
    }

    @Test func forgetsWhatIsRemoved() throws {
        let keys = try (0..<5).map(key)
        var cache = KeyCache(budget: .max)
        for key in keys { cache.insert(key) }
        cache.remove(keys[1].record.id)
        cache.insert(keys[3])
        #expect(cache.key(keys[1].record.id) == nil)
        #expect(cache.id(of: TenantName(keys[1].record)) == nil)
        for index in [0, 2, 3, 4] { #expect(cache.key(keys[index].record.id)?.record.name == "key-\(index)") }
        cache.shrink(to: 0)
        #expect((cache.count, cache.held) == (0, 0))
    }
}
