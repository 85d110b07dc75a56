import Testing

@testable import ServiceKit

@Suite("Readiness")
struct HealthTests {
    @Test("Anything named holds it back until it is restored")
    func impairs() {
        let health = Health()
        #expect(health.impairments.isEmpty)
        health.impaired("upstream", "down")
        health.impaired("database", "full")
        #expect(health.impairments == ["database: full", "upstream: down"])
        health.restored("upstream")
        health.restored("database")
        #expect(health.impairments.isEmpty)
    }

    @Test("A warning is seen and holds nothing back")
    func warns() {
        let health = Health()
        health.warned("backup", "none")
        #expect(health.cautions == ["backup: none"] && health.impairments.isEmpty)
        health.warned("backup", nil)
        #expect(health.cautions.isEmpty)
    }
}
