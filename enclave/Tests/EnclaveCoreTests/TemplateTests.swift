import EnclaveProtocol
import Testing

@testable import EnclaveCore

/// What a caller may create by itself: exactly what an administrator signed, and each limit refuses alone.
@Suite("Templates")
struct TemplateTests {
    private func prepared() throws -> TestEnclave {
        let enclave = try TestEnclave()
        let template = CreationTemplate(
            name: "issuers", identity: "controller", pattern: "team-*", purposes: [.issue, .tls],
            algorithms: [.p256, .ed25519], profiles: ["server"], maximumLifetime: 30 * 86_400)
        _ = try enclave.call(TemplatePut(template: template), signedBy: enclave.administrator)
        return enclave
    }

    private func authority(
        _ name: String = "team-a", _ algorithm: KeyAlgorithm = .p256, lifetime: Int64 = 30 * 86_400,
        profiles: [String] = ["server"]
    ) -> CACreate {
        CACreate(
            name: name, subject: "CN=a", algorithm: algorithm, lifetime: lifetime, pathLength: 0, parent: nil,
            isExternal: false, profiles: profiles)
    }

    @Test func whatItSaysNeedsNoSignature() throws {
        let enclave = try prepared()
        #expect(enclave.refusal(of: KeyGenerate(key: .simple("team-k", .ed25519, .tls)), as: "controller") == nil)
        #expect(enclave.refusal(of: authority(), as: "controller") == nil)
        try enclave.restart()
        #expect(enclave.refusal(of: authority("team-b"), as: "controller") == nil)
        #expect(try enclave.call(TemplateList(), signedBy: enclave.administrator).templates.map(\.imports) == [false])
    }

    @Test func eachLimitRefusesAKey() throws {
        let enclave = try prepared()
        let keys: [(String, KeyTemplate)] = [
            ("name", .simple("other-k", .p256, .tls)), ("purpose", .simple("team-k", .p256, .sign)),
            ("algorithm", .simple("team-k", .p384, .tls)),
        ]
        for (limit, key) in keys {
            #expect(enclave.refusal(of: KeyGenerate(key: key), as: "controller") == .authorizationRequired, "\(limit)")
        }
        let issue = KeyGenerate(key: .simple("team-k", .p256, .issue))
        #expect(enclave.refusal(of: issue, as: "controller") == .purposeMismatch)
    }

    @Test func eachLimitRefusesAnAuthority() throws {
        let enclave = try prepared()
        let authorities: [(String, CACreate)] = [
            ("name", authority("other")), ("algorithm", authority("team-a", .p384)),
            ("lifetime", authority(lifetime: 30 * 86_400 + 1)), ("profile", authority(profiles: ["as-requested"])),
            ("one profile of two", authority(profiles: ["server", "client"])),
        ]
        for (limit, request) in authorities {
            #expect(enclave.refusal(of: request, as: "controller") == .authorizationRequired, "\(limit)")
        }
    }

    @Test func itServesItsIdentityAlone() throws {
        let enclave = try prepared()
        for identity in ["default", "controller2", ""] {
            #expect(enclave.refusal(of: authority(), as: identity) == .authorizationRequired, "\(identity)")
        }
    }

    /// Before format 2 there was no `imports`: what such a template let in by naming `receive`, it lets in no more.
    @Test func aTemplateOfTheFirstFormatImportsNothing() throws {
        let template = CreationTemplate(
            name: "t", identity: "i", pattern: "a*", purposes: [.wrap, .receive], algorithms: [.aes256], profiles: [],
            maximumLifetime: 7, imports: true)
        let first: [UInt8] = [1] + template.encoded.dropLast()
        let read = try TemplateRecord(decoding: first).template
        #expect(!read.imports && read.purposes == template.purposes && read.maximumLifetime == 7)
        #expect(try TemplateRecord(decoding: TemplateRecord(template).encoded).template == template)
        for broken in [first.dropLast(), first + [0], [3] + template.encoded] as [[UInt8]] {
            #expect(throws: WireError.self) { try TemplateRecord(decoding: broken) }
        }
    }

    @Test func rotationStaysWithinTheLifetime() throws {
        let enclave = try prepared()
        let policy = CallerPolicy(
            identity: "controller", tenant: "default", operations: ["ca-rotate"], keys: ["team-*"], rate: 0)
        _ = try enclave.call(PolicyPut(policy: policy), signedBy: enclave.administrator)
        _ = try enclave.call(authority(), as: "controller")
        let long = CARotate(name: "team-a", lifetime: 31 * 86_400)
        #expect(enclave.refusal(of: long, as: "controller") == .authorizationRequired)
        #expect(enclave.refusal(of: CARotate(name: "team-a", lifetime: 0), as: "controller") == nil)
    }

    @Test func templatesThatMeanNothingAreRefused() throws {
        let enclave = try prepared()
        func template(
            pattern: String = "a*", purposes: [KeyPurpose] = [.sign], algorithms: [KeyAlgorithm] = [.p256],
            lifetime: Int64 = 0
        ) -> TemplatePut {
            TemplatePut(
                template: CreationTemplate(
                    name: "t", identity: "i", pattern: pattern, purposes: purposes, algorithms: algorithms,
                    profiles: [], maximumLifetime: lifetime))
        }
        let empty = [
            template(pattern: ""), template(pattern: "a*b"), template(purposes: []), template(algorithms: []),
            template(purposes: [.identity]), template(purposes: [.issue]),
        ]
        for request in empty {
            #expect(enclave.refusal(of: request, signedByAll: [enclave.administrator]) == .invalidArgument)
        }
        #expect(enclave.refusal(of: template(), signedByAll: [enclave.administrator]) == nil)
        #expect(enclave.refusal(of: template()) == .authorizationRequired)
    }
}
