import FoundationEssentials
import HTTPTypes
import PCSStandIn
import Testing

@testable import CollateralCache

@Suite("PUT platformcollateral")
struct ImportTests {
    private static let base = "/sgx/certification/v4"

    /// The body an administrator's tool makes from a simulated platform's collateral; the TCB info as it is signed, or
    /// spread over lines as some tools write it.
    private static func body(
        spread: Bool = false, identityChain: String? = nil, tcbm: String = "040402020301000500000000000000000D00"
    ) throws -> String {
        let answers = try Vector.simulated("sgx/sim-cert-type-3")
        func text(_ target: String) throws -> String {
            String(decoding: try #require(answers.byTarget["\(base)/\(target)"]).body, as: UTF8.self)
        }
        func header(_ target: String, _ name: String) throws -> String {
            try #require(answers.byTarget["\(base)/\(target)"]?.headers[name])
        }
        let certificates = try text("pckcerts")
        var tcbInfo = try text("tcb?fmspc=53494D000001")
        let tcbChain = try header("tcb?fmspc=53494D000001", "TCB-Info-Issuer-Chain")
        if spread { tcbInfo = tcbInfo.replacing(",\"", with: ",\n   \"").replacing("\":", with: "\" : ") }
        let identity = try text("qe/identity").replacing("\"", with: "\\\"")
        let crl = StandInAnswers.hex(try #require(answers.byTarget["\(base)/pckcrl?ca=platform&encoding=der"]).body)
        let root = StandInAnswers.hex(try #require(answers.byTarget["/IntelSGXRootCA.der"]).body)
        let chain = try header("pckcerts", "SGX-PCK-Certificate-Issuer-Chain")
        return """
            {"platforms":[{"qe_id":"a1","pce_id":"0000","cpu_svn":"\(tcbm.prefix(32))","pce_svn":"\(tcbm.suffix(4))",
              "enc_ppid":"","platform_manifest":""}],
             "collaterals":{"version":4,"pck_certs":[{"qe_id":"a1","pce_id":"0000","enc_ppid":"","platform_manifest":"",
               "certs":\(certificates)}],
              "tcbinfos":[{"fmspc":"53494d000001","sgx_tcbinfo":\(tcbInfo)}],
              "pckcacrl":{"processorCrl":"","platformCrl":"\(crl)"},
              "qeidentity":"\(identity)",
              "certificates":{"SGX-PCK-Certificate-Issuer-Chain":{"PROCESSOR":"","PLATFORM":"\(chain)"},
               "TCB-Info-Issuer-Chain":"\(tcbChain)","SGX-Enclave-Identity-Issuer-Chain":"\(identityChain ?? tcbChain)"},
              "rootcacrl":"\(root)","rootcacrl_cdp":"https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"}}
            """
    }

    private func put(_ body: String, _ client: CacheFixture.Client, version: String = "v4") async throws -> Int {
        let target = "/sgx/certification/\(version)/platformcollateral"
        return try await client.send(.put, target, CacheFixture.administrator, body: body).status
    }

    @Test("OFFLINE serves all of it as upstream would have, however the tool wrote it", arguments: [false, true])
    func servesImported(_ spread: Bool) async throws {
        let answers = try Vector.simulated("sgx/sim-cert-type-3")
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026, mode: .offline)
        let body = try Self.body(spread: spread)
        try await fixture.serve { client async throws in
            #expect(try await put(body, client) == 200)
            for document in ExpectedAnswer.all(answers, platforms: ["a1"]) {
                let answer = try await client.get(document.target)
                #expect(answer.status == 200 && answer.body == document.body, "\(document.target.prefix(60))")
                for (name, value) in document.headers where name != "Content-Type" { #expect(answer[name] == value) }
            }
        }
        #expect(fixture.upstream.requests.isEmpty)
    }

    @Test("Version 3 sends what was imported for it, past its date too, with the warning that it ended")
    func servesVersion3() async throws {
        let info = try Vector.recording("teepot-2025/sgx_tcb_info_v3"),
            identity = try Vector.recording("teepot-2025/sgx_qe_identity_v3")
        let chain = StandInAnswers.encoded(info.issuer_chain)
        let body = """
            {"platforms":[],"collaterals":{"version":3,"tcbinfos":[{"fmspc":"00906ED50000","tcbinfo":\(info.tcb_info_json ?? "")}],
             "qeidentity":"\((identity.enclave_identity_json ?? "").replacing("\"", with: "\\\""))",
             "certificates":{"SGX-TCB-Info-Issuer-Chain":"\(chain)","SGX-Enclave-Identity-Issuer-Chain":"\(chain)"}}}
            """
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            #expect(try await put(body, client, version: "v3") == 200)
            for (time, stale) in [(Vector.in2025, false), (Vector.in2026, true)] {
                fixture.clock.now = time
                let answer = try await client.get("/sgx/certification/v3/tcb?fmspc=00906ED50000")
                #expect(answer.text == info.tcb_info_json && answer["SGX-TCB-Info-Issuer-Chain"] == chain)
                #expect(answer["Warning"]?.contains("299 - ") == true && answer["Warning"]?.contains("110 - ") == stale)
                #expect(
                    try await client.get("/sgx/certification/v3/qe/identity").text == identity.enclave_identity_json)
                #expect(try await client.get("/sgx/certification/v4/tcb?fmspc=00906ED50000").status == 404)
            }
        }
    }

    @Test("Chains under different roots are 460, and nothing is kept")
    func refusesOtherRoot() async throws {
        let other = try #require(
            try Vector.simulated("sgx/sim-wrong-root").byTarget["\(Self.base)/qe/identity"]?
                .headers["SGX-Enclave-Identity-Issuer-Chain"])
        let real = try #require(
            try Vector.recorded2023().byTarget["/tdx/certification/v4/qe/identity"]?
                .headers["SGX-Enclave-Identity-Issuer-Chain"])
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026, mode: .offline)
        for chain in [other, real] {
            let body = try Self.body(identityChain: chain)
            try await fixture.serve { client async throws in #expect(try await put(body, client) == 460) }
        }
        #expect(try await fixture.store.expiries().isEmpty)
    }

    @Test(
        "What is incomplete or foreign is 400, and nothing is kept",
        arguments: [
            ("", ""), ("{", ""), ("53494d000001", "53494d000002"), ("\"nextUpdate\"", "\"nextUpdates\""),
            ("\"pck_certs\":[{\"qe_id\":\"a1\"", "\"pck_certs\":[{\"qe_id\":\"\""),
            ("040402020301000500000000000000000D00", "04"),
            ("\"PLATFORM\":\"", "\"PLATFORM\":\"x"), ("\"platformCrl\":\"", "\"platformCrl\":\"00"),
        ])
    func refusesIncomplete(_ part: String, _ replacement: String) async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026, mode: .offline)
        let body = part.count < 2 ? part : try Self.body().replacing(part, with: replacement)
        try await fixture.serve { client async throws in #expect(try await put(body, client) == 400) }
        #expect(try await fixture.store.expiries().isEmpty)
        #expect(try await fixture.store.platforms(fmspcs: []).isEmpty)
    }

    @Test("A body with any byte changed is kept whole or refused as the client's fault")
    func survivesChanges() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026, mode: .offline)
        let body = Array(try Self.body().utf8)
        try await fixture.serve { client async throws in
            for index in stride(from: 0, to: body.count, by: 61) {
                for byte in [UInt8(ascii: "\""), 0, 0xff] {
                    var changed = body
                    changed[index] = byte
                    let status = try await put(String(decoding: changed, as: UTF8.self), client)
                    #expect(
                        [200, 400, 460].contains(status),
                        "byte \(index) to \(byte): \(status), behind \(String(decoding: body[max(0, index - 60)...index], as: UTF8.self))"
                    )
                }
            }
        }
    }

    @Test("A platform whose TCB no certificate fits is 400")
    func refusesUnfitting() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2026, mode: .offline)
        let body = try Self.body(tcbm: String(repeating: "0", count: 36))
        try await fixture.serve { client async throws in #expect(try await put(body, client) == 400) }
        #expect(try await fixture.store.expiries().isEmpty)
    }

    @Test(
        "Raw values are found as they were written; malformed text is refused",
        arguments: [
            ("{\"a\":{\"b\":[1, 2,{}]}}", true), ("{ }", true), ("{\"a\":\"}\\\"\"}", true),
            ("{\"a\":1,\"a\":2}", false),
            ("{\"a\":}", false), ("{\"a\"}", false), ("[]", false), ("", false), ("{\"a\":\"", false),
            ("{\"a\":\"\\", false),
            ("{\"a\":" + String(repeating: "[", count: 100_000), false),
        ])
    func readsRaw(_ text: String, _ isValid: Bool) throws {
        if isValid {
            _ = try RawJSON.members(of: Array(text.utf8))
        } else {
            #expect(throws: UnexpectedContent.self) { try RawJSON.members(of: Array(text.utf8)) }
        }
        #expect(
            RawJSON.compact(Array("{ \"a b\" : [ 1 , \"\\\" \" ] }\n".utf8)) == Array("{\"a b\":[1,\"\\\" \"]}".utf8))
    }
}
