import HTTPTypes
import PCSStandIn
import Testing

@testable import CollateralCache

@Suite("Modes, tokens and limits")
struct ModeTests {
    static let documents = [
        "/sgx/certification/v4/tcb?fmspc=00906ED50000", "/tdx/certification/v4/qe/identity",
        "/sgx/certification/v4/pckcrl?ca=platform", "/sgx/certification/v4/rootcacrl",
    ]
    static let query =
        "/sgx/certification/v4/pckcert?qeid=A1&encrypted_ppid=\(String(repeating: "1", count: 768))"
        + "&cpusvn=\(String(repeating: "0", count: 32))&pcesvn=0000&pceid=0000"

    @Test("OFFLINE and REQ ask nobody for a client", arguments: [CachingMode.offline, .onRegistration])
    func asksNobody(_ mode: CachingMode) async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025, mode: mode)
        try await fixture.serve { client async throws in
            for target in Self.documents { #expect(try await client.get(target).status == 404) }
            let answer = try await client.get(Self.query)
            #expect(answer.status == 461 && answer.text == "The platform was not found in the cache.")
        }
        #expect(fixture.upstream.requests.isEmpty)
    }

    @Test("What LAZY fetched is still sent in OFFLINE; a refresh is then 503")
    func changesMode() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            let first = try await client.get(Self.documents[0])
            try fixture.set(.offline)
            #expect(try await client.get(Self.documents[0]).body == first.body)
            let refresh = try await client.get("/sgx/certification/v4/refresh", headers: CacheFixture.administrator)
            #expect(refresh.status == 503)
        }
    }

    @Test("A refresh fetches every document again, by GET or POST")
    func refreshes() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            for target in Self.documents.prefix(3) { #expect(try await client.get(target).status == 200) }
            let done = try await client.send(.post, "/sgx/certification/v4/refresh", CacheFixture.administrator)
            #expect(done.status == 200 && done.text == "Operation successful.")
            #expect(fixture.upstream.requests.count == 6)
            fixture.upstream.fail(UpstreamFailure("down"))
            let failed = try await client.get("/sgx/certification/v4/refresh", headers: CacheFixture.administrator)
            #expect(failed.status == 503)
            for target in Self.documents.prefix(3) { #expect(try await client.get(target).status == 200) }
        }
    }

    static let guarded: [(String, String, String)] = [
        ("POST", "/sgx/certification/v4/platforms", "user-token"),
        ("GET", "/sgx/certification/v4/platforms", "admin-token"),
        ("PUT", "/sgx/certification/v4/platformcollateral", "admin-token"),
        ("PUT", "/sgx/certification/v3/platformcollateral", "admin-token"),
        ("GET", "/sgx/certification/v4/refresh", "admin-token"),
        ("POST", "/sgx/certification/v4/refresh", "admin-token"),
        ("PUT", "/sgx/certification/v4/appraisalpolicy", "admin-token"),
    ]

    @Test("No token, another or the other role's is 401", arguments: guarded)
    func needsToken(_ method: String, _ target: String, _ name: String) async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            let other = name == "user-token" ? CacheFixture.administratorToken : CacheFixture.userToken
            for headers in [[:], [name: ""], [name: "wrong"], [name: other]] {
                let answer = try await client.send(
                    method == "GET" ? .get : method == "PUT" ? .put : .post, target, headers)
                #expect(answer.status == 401 && answer.text == "Authentication failed.")
            }
        }
    }

    @Test("Without a hash in the configuration every token is refused")
    func refusesWithoutHash() {
        #expect(!TokenCheck(hash: "").accepts(""))
        #expect(!TokenCheck(hash: "").accepts("x"))
        #expect(TokenCheck(hash: SHA512Text.of("x")).accepts("x"))
        #expect(!TokenCheck(hash: SHA512Text.of("x")).accepts(nil))
    }

    @Test("A body over the limit is 413, and one that is no JSON is 400")
    func limitsBodies() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2025, maximumBodySize: 1000)
        try await fixture.serve { client async throws in
            let target = "/sgx/certification/v4/platforms"
            let large = String(repeating: "x", count: 1001)
            #expect(try await client.send(.post, target, CacheFixture.user, body: large).status == 413)
            for body in ["", "{", "[]", "{\"qe_id\":1}", "{\"qe_id\":\"A1\",\"pce_id\":\"00\"}"] {
                #expect(try await client.send(.post, target, CacheFixture.user, body: body).status == 400, "\(body)")
            }
            let json = try await client.send(
                .post, target, CacheFixture.user.merging(["Accept": "application/json"]) { $1 }, body: "{")
            #expect(json["Content-Type"] == "application/json" && json.text.contains("\"code\":\"invalid-request\""))
        }
    }

    static let malformed: [(String, Int)] = [
        ("/sgx/certification/v4/tcb", 400), ("/sgx/certification/v4/tcb?fmspc=0", 400),
        ("/sgx/certification/v4/tcb?fmspc=00906ED5000G", 400),
        ("/sgx/certification/v4/tcb?fmspc=00906ED50000&update=all", 400),
        ("/sgx/certification/v4/tcb?fmspc=00906ED50000&update=early&tcbEvaluationDataNumber=17", 400),
        ("/sgx/certification/v4/tcb?fmspc=00906ED50000&tcbEvaluationDataNumber=-1", 400),
        ("/sgx/certification/v4/tcb?fmspc=%00906ED50000", 400), ("/sgx/certification/v4/tcb?fmspc=%", 400),
        ("/sgx/certification/v4/pckcrl", 400), ("/sgx/certification/v4/pckcrl?ca=root", 400),
        ("/sgx/certification/v4/pckcrl?ca=platform&encoding=xml", 400), ("/sgx/certification/v4/crl", 400),
        ("/sgx/certification/v4/crl?uri=https%3A%2F%2Fexample.com%2Fx.crl", 400),
        ("/sgx/certification/v4/crl?uri=https%3A%2F%2Fcertificates.trustedservices.intel.com%2F..%2Fx", 400),
        ("/sgx/certification/v4/pckcert?qeid=&cpusvn=0&pcesvn=0&pceid=0", 400),
        ("/sgx/certification/v4/pckcert?qeid=A1&cpusvn=\(String(repeating: "0", count: 32))&pcesvn=0000", 400),
        ("/sgx/certification/v4/appraisalpolicy?fmspc=1", 400),
        ("/sgx/certification/v4/nothing", 404), ("/sgx/certification/v5/tcb?fmspc=00906ED50000", 404),
        ("/tdx/certification/v3/tcb?fmspc=00906ED50000", 404), ("/tdx/certification/v4/pckcrl?ca=platform", 404),
        ("/", 404), ("/sgx", 404), ("//", 404), ("/sgx/certification/v3/tcb?fmspc=00906ED50000", 410),
        ("/sgx/certification/v3/qe/identity", 410), ("/sgx/certification/v3/qve/identity", 410),
    ]

    @Test("A malformed request is refused with the status clients know", arguments: malformed)
    func refuses(_ target: String, _ status: Int) async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            let answer = try await client.get(target)
            #expect(answer.status == status)
            #expect((answer["Warning"]?.hasPrefix("299 ") ?? false) == target.hasPrefix("/sgx/certification/v3/"))
        }
        #expect(fixture.upstream.requests.isEmpty)
    }

    @Test("Of a repeated parameter the first counts; another method is 405")
    func keepsFirst() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            let target = "/sgx/certification/v4/tcb?fmspc=00906ED50000&fmspc=x&update=early&update=standard"
            let answer = try await client.get(target)
            #expect(answer.text.contains("\"tcbEvaluationDataNumber\":19"))
            let head = try await client.send(.head, target)
            #expect(
                head.status == 200 && head.body.isEmpty
                    && head["TCB-Info-Issuer-Chain"] == answer["TCB-Info-Issuer-Chain"])
            let methods: [(HTTPRequest.Method, String)] = [
                (.delete, target), (.put, "/sgx/certification/v4/pckcrl?ca=platform"),
            ]
            for (method, target) in methods {
                let answer = try await client.send(method, target)
                #expect(answer.status == 405)
            }
        }
    }

    @Test("Version 3 serves CRLs as before, with the warning that it ended")
    func servesVersion3() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            let answer = try await client.get("/sgx/certification/v3/pckcrl?ca=processor")
            #expect(answer.status == 200 && answer["Warning"]?.hasPrefix("299 - ") == true)
        }
    }
}
