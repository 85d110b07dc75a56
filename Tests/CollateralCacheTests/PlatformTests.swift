import HTTPTypes
import PCSStandIn
import Synchronization
import Testing

@testable import CollateralCache

@Suite("Platforms: PCK certificates, registration, the queue")
struct PlatformTests {
    private static let base = "/sgx/certification/v4"
    private static let ppid = String(repeating: "1", count: 768)
    private static let tcbm = "040402020301000500000000000000000D00"
    private static let set = "sgx/sim-cert-type-3"

    private static func query(_ qeID: String, ppid: String? = ppid, pceSVN: String = "0d00") -> String {
        let encrypted = ppid.map { "&encrypted_ppid=\($0)" } ?? ""
        return "\(base)/pckcert?qeid=\(qeID)\(encrypted)&cpusvn=\(tcbm.prefix(32))&pcesvn=\(pceSVN)&pceid=0000"
    }

    private static func registration(_ qeID: String, manifest: String = "") -> String {
        "{\"qe_id\":\"\(qeID)\",\"pce_id\":\"0000\",\"cpu_svn\":\"\(tcbm.prefix(32))\",\"pce_svn\":\"0D00\","
            + "\"enc_ppid\":\"\(ppid)\",\"platform_manifest\":\"\(manifest)\"}"
    }

    @Test("LAZY fetches a platform once, and serves its certificate as Intel's service does")
    func fetchesCertificate() async throws {
        let answers = try Vector.simulated(Self.set)
        let fixture = try CacheFixture(answers, now: Vector.in2026)
        let expected = try #require(
            ExpectedAnswer.all(answers, platforms: ["a1"]).first { $0.target.contains("pckcert?") })
        try await fixture.serve { client async throws in
            for _ in 0..<2 {
                let answer = try await client.get(Self.query("a1"))
                #expect(answer.status == 200 && answer.body == expected.body)
                for (name, value) in expected.headers { #expect(answer[name] == value) }
                #expect(answer["SGX-TCBm"] == Self.tcbm)
            }
            // Known by then, so nobody is asked, and no PPID is needed.
            fixture.upstream.fail(UpstreamFailure("down"))
            #expect(try await client.get(Self.query("A1", ppid: nil, pceSVN: "0e00")).status == 200)
            #expect(try await client.get(Self.query("A1", pceSVN: "0c00")).status == 404)
        }
        // The platform's certificates, the early TCB info that is not there, the standard one.
        #expect(fixture.upstream.requests.count == 3)
    }

    @Test("Without a PPID an unknown platform is refused: missing 400, zeros 404")
    func needsPPID() async throws {
        let fixture = try CacheFixture(try Vector.simulated(Self.set), now: Vector.in2026)
        try await fixture.serve { client async throws in
            #expect(try await client.get(Self.query("A1", ppid: nil)).status == 400)
            #expect(try await client.get(Self.query("A1", ppid: String(repeating: "0", count: 768))).status == 404)
            #expect(try await client.get(Self.query("A1", ppid: "11")).status == 400)
        }
        #expect(fixture.upstream.requests.isEmpty)
    }

    @Test("A TCB that Intel has no certificate for is 462")
    func reportsMissingCertificate() async throws {
        var answers = try Vector.simulated(Self.set)
        let target = "\(Self.base)/pckcerts"
        var answer = try #require(answers.byTarget[target])
        let low = String(repeating: "0", count: 36)
        answer.body = Array(
            String(decoding: answer.body, as: UTF8.self).replacing(
                "[{", with: "[{\"tcbm\":\"\(low)\",\"cert\":\"Not%20available\"},{"
            ).utf8)
        answers.add(target, answer)
        let fixture = try CacheFixture(answers, now: Vector.in2026)
        try await fixture.serve { client async throws in
            #expect(try await client.get(Self.query("A1", pceSVN: "0000")).status == 462)
            #expect(try await client.get(Self.query("A2")).status == 200)
            // LAZY does not remember a choice that a missing certificate may better: known now, chosen anew.
            #expect(try await client.get(Self.query("A2")).status == 200)
        }
    }

    @Test(
        "LAZY registration fetches certificates and what verifies a quote; the API key goes only to Intel's certificates"
    )
    func registersLazily() async throws {
        let fixture = try CacheFixture(try Vector.simulated(Self.set), now: Vector.in2026)
        var settings = fixture.cache.current
        settings.apiKey = "subscription"
        fixture.cache.apply(settings)
        try await fixture.serve { client async throws in
            let target = "\(Self.base)/platforms"
            let answer = try await client.send(.post, target, CacheFixture.user, body: Self.registration("a1"))
            #expect(answer.status == 200 && answer.text == "Operation successful.")
            fixture.upstream.fail(UpstreamFailure("down"))
            for target in ["pckcrl?ca=platform", "rootcacrl", "qe/identity", "tcb?fmspc=53494D000001"] {
                #expect(try await client.get("\(Self.base)/\(target)").status == 200)
            }
            let zeros = String(repeating: "0", count: 768)
            #expect(try await client.get(Self.query("A1", ppid: zeros)).status == 200)
            let list = try await client.get("\(target)?source=%5B%5D", headers: CacheFixture.administrator)
            #expect(list["platform-count"] == "1" && list.text.contains("\"qe_id\":\"A1\""))
            let other = try await client.get("\(target)?source=%5B00906ED50000%5D", headers: CacheFixture.administrator)
            #expect(other["platform-count"] == "0" && other.text == "[]")
        }
        for request in fixture.upstream.requests {
            let isCertificates = request.url.contains("/pckcerts")
            #expect(request.headers.contains { $0.value == "subscription" } == isCertificates)
        }
    }

    @Test("A manifest is posted upstream, and replaces the plain fields")
    func postsManifest() async throws {
        let fixture = try CacheFixture(try Vector.simulated(Self.set), now: Vector.in2026)
        let manifest = String(repeating: "AB", count: 8431)
        try await fixture.serve { client async throws in
            let body = Self.registration("a1", manifest: manifest)
            #expect(try await client.send(.post, "\(Self.base)/platforms", CacheFixture.user, body: body).status == 200)
            let short = Self.registration("a1", manifest: "AB")
            #expect(
                try await client.send(.post, "\(Self.base)/platforms", CacheFixture.user, body: short).status == 400)
        }
        let posted = try #require(fixture.upstream.requests.first)
        #expect(posted.url.hasSuffix("/sgx/certification/v4/pckcerts"))
        #expect(
            String(decoding: try #require(posted.body), as: UTF8.self).contains("\"platformManifest\":\"\(manifest)\""))
    }

    @Test("OFFLINE registration queues; listing takes off the queue")
    func queuesOffline() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026, mode: .offline)
        try await fixture.serve { client async throws in
            let target = "\(Self.base)/platforms"
            for name in ["a1", "A1", "b2"] {
                #expect(
                    try await client.send(.post, target, CacheFixture.user, body: Self.registration(name)).status == 200
                )
            }
            let list = try await client.get(target, headers: CacheFixture.administrator)
            #expect(list["platform-count"] == "2" && list["Content-Type"] == "application/json")
            #expect(try await client.get(target, headers: CacheFixture.administrator).text == "[]")
            let missing = try await client.get("\(target)?source=reg_na", headers: CacheFixture.administrator)
            #expect(missing.text == "[]")
            #expect(try await client.get("\(target)?source=x", headers: CacheFixture.administrator).status == 400)
        }
        #expect(fixture.upstream.requests.isEmpty)
    }

    @Test("REQ queues what Intel has no certificate for")
    func queuesMissing() async throws {
        var answers = try Vector.simulated(Self.set)
        var answer = try #require(answers.byTarget["\(Self.base)/pckcerts"])
        answer.body = Array("[{\"tcbm\":\"\(Self.tcbm)\",\"cert\":\"Not available\"}]".utf8)
        answers.add("\(Self.base)/pckcerts", answer)
        let fixture = try CacheFixture(answers, now: Vector.in2026, mode: .onRegistration)
        try await fixture.serve { client async throws in
            let target = "\(Self.base)/platforms"
            #expect(
                try await client.send(.post, target, CacheFixture.user, body: Self.registration("a1")).status == 462)
            let list = try await client.get("\(target)?source=reg_na", headers: CacheFixture.administrator)
            #expect(list["platform-count"] == "1" && list.text.contains("\"cpu_svn\":\"\(Self.tcbm.prefix(32))\""))
        }
    }

    @Test(
        "type=certs fetches certificates again, for one FMSPC, several, or all",
        arguments: [
            "", "&fmspc=", "&fmspc=53494D000001", "&fmspc=53494D000001,00906ED50000", "&fmspc=%5B53494d000001%5D",
        ])
    func refreshesCertificates(_ list: String) async throws {
        let fixture = try CacheFixture(try Vector.simulated(Self.set), now: Vector.in2026)
        try await fixture.serve { client async throws in
            #expect(try await client.get(Self.query("A1")).status == 200)
            let before = fixture.upstream.requests.count
            let target = "\(Self.base)/refresh?type=certs\(list)"
            #expect(try await client.get(target, headers: CacheFixture.administrator).status == 200)
            #expect(fixture.upstream.requests.count == before + 1)
            #expect(try await client.get(Self.query("A1")).status == 200)
            let wrong = "\(Self.base)/refresh?type=certs&fmspc=1"
            #expect(try await client.get(wrong, headers: CacheFixture.administrator).status == 400)
        }
    }

    @Test("Policies: the default one is served, a new default replaces it, the id is the text's SHA-384")
    func keepsPolicies() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026)
        try await fixture.serve { client async throws in
            let target = "\(Self.base)/appraisalpolicy"
            func put(_ policy: String) async throws -> CacheFixture.Answer {
                let body = "{\"is_default\":true,\"fmspc\":\"00906ed50000\",\"policy\":\"\(policy)\"}"
                return try await client.send(.put, target, CacheFixture.administrator, body: body)
            }
            #expect(try await client.get("\(target)?fmspc=00906ED50000").status == 404)
            let first = try await put("e30.e30.first")
            #expect(first.status == 200 && first.text.count == 96)
            #expect(try await put("e30.e30.second").text != first.text)
            #expect(try await client.get("\(target)?fmspc=00906ED50000").text == "e30.e30.second")
            #expect(try await put("no").status == 400)
        }
    }
}
