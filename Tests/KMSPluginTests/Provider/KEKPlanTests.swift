import EnclaveProtocol
import Testing

@testable import KMSPlugin

@Suite("Which key of a source is used for what")
struct KEKPlanTests {
    private func key(_ name: String, _ created: Int64, _ use: KEKUse = .sealAndOpen) throws -> KEKDescription {
        KEKDescription(reference: try #require(KEKReference(name)), created: created, use: use)
    }

    @Test("The newest seals, the others open, in any order they are told")
    func newest() throws {
        let keys = try [key("b", 2), key("c", 3), key("a", 1, .openOnly)]
        let plan = KEKPlan(keys, prefix: "cluster")
        #expect(plan == KEKPlan(keys.reversed(), prefix: "cluster"))
        #expect(plan.needed.map(\.text) == ["a", "b", "c"])
        #expect(plan.names.current?.selector == .name("cluster.c"))
        #expect(plan.names.previous.map(\.selector) == [.name("cluster.a"), .name("cluster.b")])
    }

    @Test("When the newest may not seal, none does: an older key id must not come back")
    func neverBack() throws {
        for use in [KEKUse.openOnly, .forbidden("compromised")] {
            let plan = KEKPlan(try [key("a", 1), key("b", 2, use)], prefix: "cluster")
            #expect(plan.names.current == nil)
            #expect(plan.names.previous.map(\.selector).contains(.name("cluster.a")))
        }
    }

    @Test("A forbidden key is not fetched, and its reason is kept")
    func forbidden() throws {
        let plan = KEKPlan(try [key("a", 1, .forbidden("destroyed")), key("b", 2)], prefix: "cluster")
        #expect(plan.needed.map(\.text) == ["b"])
        #expect(plan.names.forbidden.values.map { $0 } == ["destroyed"])
        #expect(plan.names.current?.selector == .name("cluster.b"))
    }

    @Test("No key is no key that seals")
    func empty() { #expect(KEKPlan([], prefix: "cluster").names.current == nil) }
}
