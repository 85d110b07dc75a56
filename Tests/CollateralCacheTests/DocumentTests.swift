import PCSStandIn
import Testing

@testable import CollateralCache

@Suite("Documents pass through as they were recorded")
struct DocumentTests {
    static let recordings: [(name: String, time: Int64)] = [
        ("2023", Vector.in2023), ("2025", Vector.in2025), ("sgx/sim-uptodate", Vector.in2026),
        ("tdx/sim-v4-uptodate", Vector.in2026), ("sgx/real-processor-ca-2025", 1_751_624_924),
    ]

    private func answers(_ name: String) throws -> StandInAnswers {
        switch name {
        case "2023": try Vector.recorded2023()
        case "2025": try Vector.recorded2025()
        default: try Vector.simulated(name)
        }
    }

    @Test("Bodies and headers are the recorded ones, from upstream and from the cache", arguments: recordings)
    func passesThrough(_ recording: (name: String, time: Int64)) async throws {
        let answers = try answers(recording.name)
        let fixture = try CacheFixture(answers, now: recording.time)
        let expected = ExpectedAnswer.all(answers)
        #expect(expected.count >= 5)
        try await fixture.serve { client async throws in
            for round in 0..<2 {
                for document in expected {
                    let answer = try await client.get(document.target)
                    #expect(answer.status == 200, "\(document.target), round \(round)")
                    #expect(answer.body == document.body, "\(document.target), round \(round)")
                    for (name, value) in document.headers {
                        #expect(answer[name] == value, "\(name) of \(document.target)")
                    }
                    #expect(answer["Request-ID"]?.isEmpty == false)
                }
            }
        }
        #expect(Set(fixture.upstream.requests.map(\.url)).count == fixture.upstream.requests.count)
    }

    @Test("What was asked in lower case is the same document")
    func ignoresCase() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { client async throws in
            let upper = try await client.get("/sgx/certification/v4/tcb?fmspc=00906ED50000")
            let lower = try await client.get("/sgx/certification/v4/tcb?fmspc=00906ed50000&update=STANDARD")
            #expect(upper.status == 200 && upper.body == lower.body)
        }
        #expect(fixture.upstream.requests.count == 1)
    }

    @Test("A CRL is hexadecimal text, DER or PEM, as asked; any encoding upstream becomes the same DER")
    func encodesRevocationLists() async throws {
        var answers = try Vector.recorded2023()
        let der = try Vector.bytes("go-tdx-guest-2023/rootcrl.der")
        let fixture = try CacheFixture(answers, now: Vector.in2023)
        let base = "https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=platform"
        try await fixture.serve { client async throws in
            let pem = try await client.get("/sgx/certification/v4/crl?uri=\(PercentEncoding.encoded(base))")
            #expect(pem.text.hasPrefix("-----BEGIN X509 CRL-----\n"))
            let named = PercentEncoding.encoded(base + "&encoding=der")
            let answer = try await client.get("/sgx/certification/v4/crl?uri=\(named)")
            #expect(try RevocationText.der(pem.body) == answer.body)
        }
        for form in [Array(StandInAnswers.hex(der).utf8), RevocationText.pem(der), der] {
            answers.add("/IntelSGXRootCA.der", StandInAnswer(body: form))
            let fixture = try CacheFixture(answers, now: Vector.in2023)
            try await fixture.serve { client async throws in
                #expect(try await client.get("/sgx/certification/v4/rootcacrl").text == StandInAnswers.hex(der))
            }
        }
    }

    @Test("AMD's certificates are kept by chip and TCB, whatever the order of the parameters")
    func keepsAMD() async throws {
        let certificate = try AMDVector.certificate()
        let id = String(repeating: "0a", count: 64)
        let target = "/vcek/v1/Milan/\(id)?blSPL=03&teeSPL=00&snpSPL=08&ucodeSPL=115"
        var answers = StandInAnswers()
        answers.add(target, StandInAnswer(headers: ["Content-Type": "application/x-x509-ca-cert"], body: certificate))
        answers.add("/vcek/v1/Milan/cert_chain", StandInAnswer(body: try AMDVector.chain()))
        let fixture = try CacheFixture(answers, now: 1_700_000_000)
        try await fixture.serve { client async throws in
            #expect(try await client.get(target).body == certificate)
            let other = "/vcek/v1/Milan/\(id.uppercased())?ucodeSPL=115&snpSPL=8&teeSPL=0&blSPL=3"
            #expect(try await client.get(other).body == certificate)
            let chain = try await client.get("/vcek/v1/Milan/cert_chain")
            #expect(try AMDVector.chain() == chain.body)
            #expect(try await client.get("/vcek/v1/Milan/crl").status == 404)
            #expect(try await client.get("/vcek/v1/Milan/\(id)?blSPL=3").status == 400)
            #expect(try await client.get("/vcek/v1/Naples/\(id)").status == 404)
            #expect(try await client.get("/vlek/v1/Milan/cert?blSPL=3").status == 404)
        }
        #expect(fixture.upstream.requests.map(\.service) == [.kds, .kds, .kds])
    }
}
