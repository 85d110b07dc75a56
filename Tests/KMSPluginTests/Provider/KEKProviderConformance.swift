import EnclaveProtocol
import Testing

@testable import KMSPlugin

/// A source of keys that a test can change, and its provider.
protocol KEKSourceHarness: Sendable {
    var provider: any KEKProvider { get }
    var receiver: KEKReceiver? { get }
    /// Makes a key in the source, newer than those before; the name is a wish.
    func add(_ name: String, key: [UInt8]) async throws -> KEKReference
    /// From now on the key may only open.
    func deactivate(_ reference: KEKReference) async throws
    /// From now on the key may be used for nothing.
    func compromise(_ reference: KEKReference) async throws
    /// The source forgets the key.
    func destroy(_ reference: KEKReference) async throws
    /// The source does not answer until `reappear`.
    func disappear() async throws
    func reappear() async throws
    /// The key's bytes as the enclave would have them of this delivery.
    func received(_ delivery: KEKDelivery) async throws -> [UInt8]
}

/// What every provider must do; each implementer runs it against its own source.
struct KEKProviderConformance {
    let source: any KEKSourceHarness

    func run() async throws {
        #expect(try await source.provider.keys().isEmpty)
        let first = try await source.add("first", key: [UInt8](repeating: 1, count: 32))
        #expect(try await uses() == [first: .sealAndOpen])
        try await expectDelivery(of: first, [UInt8](repeating: 1, count: 32))
        let second = try await source.add("second", key: [UInt8](0..<32))
        try await newerSeals(first, second)
        try await outages(second)
        try await endings(first, second)
    }

    private func newerSeals(_ first: KEKReference, _ second: KEKReference) async throws {
        let created = Dictionary(
            uniqueKeysWithValues: try await source.provider.keys().map { ($0.reference, $0.created) })
        #expect(created.count == 2)
        #expect(try #require(created[first]) < #require(created[second]), "what orders keys grows")
        try await expectDelivery(of: second, [UInt8](0..<32))
        try await expectDelivery(of: first, [UInt8](repeating: 1, count: 32))
        let stranger = try #require(KEKReference("no-such-key"))
        await #expect(throws: KEKProviderError.self) { _ = try await delivery(of: stranger) }
    }

    private func outages(_ reference: KEKReference) async throws {
        let before = try await uses()
        try await source.disappear()
        do throws(KEKProviderError) {
            _ = try await source.provider.keys()
            Issue.record("a source that is away named keys")
        } catch {
            #expect(error.code == .unavailable, "\(error)")
            #expect(!error.message.isEmpty)
        }
        await #expect(throws: KEKProviderError.self) { _ = try await delivery(of: reference) }
        try await source.reappear()
        #expect(try await uses() == before, "the same keys, by the same names")
    }

    private func endings(_ first: KEKReference, _ second: KEKReference) async throws {
        try await source.deactivate(first)
        #expect(try await uses() == [first: .openOnly, second: .sealAndOpen])
        try await source.compromise(second)
        guard case .forbidden(let reason)? = try await uses()[second] else {
            Issue.record("a compromised key may be used")
            return
        }
        #expect(!reason.isEmpty)
        try await source.destroy(first)
        switch try await uses()[first] {
        case nil, .forbidden: break
        case let use: Issue.record("a destroyed key may be used: \(String(describing: use))")
        }
        await #expect(throws: KEKProviderError.self) { _ = try await delivery(of: first) }
    }

    private func uses() async throws -> [KEKReference: KEKUse] {
        Dictionary(uniqueKeysWithValues: try await source.provider.keys().map { ($0.reference, $0.use) })
    }

    private func delivery(of reference: KEKReference) async throws(KEKProviderError) -> KEKDelivery {
        try await source.provider.delivery(of: reference, to: source.receiver)
    }

    private func expectDelivery(of reference: KEKReference, _ key: [UInt8]) async throws {
        let received = try await source.received(try await delivery(of: reference))
        #expect(received == key)
    }
}
