import EnclaveProtocol
import Testing

@testable import EnclaveCore

@Suite("Tenants and rates")
struct TenantTests {
    /// Two identities that may do everything, each in a tenant of its own.
    private func prepared() throws -> TestEnclave {
        let enclave = try TestEnclave()
        for identity in ["red", "blue"] {
            let policy = CallerPolicy(
                identity: identity, tenant: "tenant-" + identity, operations: ["*"], keys: ["*"], rate: 0)
            _ = try enclave.call(PolicyPut(policy: policy), signedBy: enclave.administrator)
            let template = CreationTemplate(
                name: identity, identity: identity, pattern: "*", purposes: [.sign, .issue], algorithms: [.p256],
                profiles: ["*"], maximumLifetime: 365 * 86_400)
            _ = try enclave.call(TemplatePut(template: template), signedBy: enclave.administrator)
        }
        return enclave
    }

    @Test func namesDoNotCollide() throws {
        let enclave = try prepared()
        let red = try enclave.call(KeyGenerate(key: .simple("k")), as: "red")
        let blue = try enclave.call(KeyGenerate(key: .simple("k")), as: "blue")
        #expect(red.id != blue.id && red.tenant == "tenant-red" && blue.tenant == "tenant-blue")
        for _ in 0..<2 {
            #expect(enclave.canSign("k", .p256, publicKey: red.publicKey, as: "red"))
            #expect(enclave.canSign("k", .p256, publicKey: blue.publicKey, as: "blue"))
            #expect(!enclave.canSign("k", .p256, publicKey: red.publicKey, as: "blue"))
            try enclave.restart()
        }
        #expect(try enclave.call(KeyList(page: PageQuery(limit: 10)), as: "red").items.map(\.id) == [red.id])
    }

    /// Also while the key is held in memory, and also with an administrator's word: tenants are not crossed by id.
    @Test func idsOfTheOtherTenantAreNotFound() throws {
        let enclave = try prepared()
        let red = try enclave.call(KeyGenerate(key: .simple("k")), as: "red")
        let selector = KeySelector.id(red.id)
        let sign = KeySign(key: selector, scheme: .ecdsa, hash: .sha256, isDigest: false, input: [1])
        for _ in 0..<2 {
            #expect(enclave.refusal(of: sign, as: "red") == nil)
            #expect(enclave.refusal(of: sign, as: "blue") == .notFound)
            #expect(enclave.refusal(of: KeyShow(key: selector), as: "blue") == .notFound)
            #expect(enclave.refusal(of: KeyRotate(key: selector), as: "blue") == .notFound)
            #expect(enclave.refusal(of: KeyRetire(key: selector), as: "blue") == .notFound)
            let destroy = KeyDestroy(key: selector)
            #expect(enclave.refusal(of: destroy, as: "blue", signedByAll: [enclave.administrator]) == .notFound)
            try enclave.restart()
        }
    }

    @Test func authoritiesAreApart() throws {
        let enclave = try prepared()
        let red = try enclave.call(CACreate.simple("ca"), as: "red")
        #expect(enclave.refusal(of: CAShow(name: "ca"), as: "blue") == .notFound)
        let blue = try enclave.call(CACreate.simple("ca"), as: "blue")
        #expect(red.chain != blue.chain)
        #expect(try enclave.call(CAShow(name: "ca"), as: "red") == red)
        #expect(enclave.refusal(of: CACreate.simple("below", parent: "only-red"), as: "blue") == .notFound)
    }

    @Test func aRateIsKeptForEachIdentity() throws {
        let enclave = try prepared()
        let narrow = CallerPolicy(identity: "red", tenant: "tenant-red", operations: ["*"], keys: ["*"], rate: 5)
        _ = try enclave.call(PolicyPut(policy: narrow), as: "red")
        let answers = (0..<50).map { _ in enclave.refusal(of: RandomRequest(count: 16), as: "red") }
        #expect(answers.count { $0 == nil } >= 5)
        #expect(answers.contains(.rateLimited))
        #expect((0..<50).allSatisfy { _ in enclave.refusal(of: RandomRequest(count: 16), as: "blue") == nil })
        #expect(try enclave.audit().contains { $0.contains("rate-limited") && $0.contains("\"red\"") })
    }

    @Test func tokensComeBackEvenly() {
        var limiter = RateLimiter()
        var now = ContinuousClock.now
        func taken(by identity: String = "i") -> Int {
            (0..<100).count { _ in limiter.take(identity: identity, rate: 10, at: now) }
        }
        #expect(taken() == 10)
        now += .milliseconds(500)
        #expect(taken() == 5)
        now += .seconds(60)
        #expect(taken() == 10, "never more than a second's worth")
        #expect(taken(by: "other") == 10)
    }
}
