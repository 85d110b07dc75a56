import PCSStandIn
import Synchronization
import Testing

@testable import CollateralCache

@Suite("What is sent when upstream does not help")
struct FreshnessTests {
    private let target = "/sgx/certification/v4/tcb?fmspc=00906ED50000"
    private let expiry: Int64 = 1_750_966_267

    @Test("A document that still holds is sent without a warning while upstream is down")
    func sendsWhatHolds() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { [target, expiry] client async throws in
            let first = try await client.get(target)
            fixture.upstream.fail(UpstreamFailure("down", retryAfter: 7))
            fixture.clock.now = expiry - 1
            let second = try await client.get(target)
            #expect(second.status == 200 && second.body == first.body && second["Warning"] == nil)
        }
        #expect(fixture.upstream.requests.count == 1)
    }

    @Test("An expired document is asked for again, and sent with a warning only when upstream is down")
    func warnsOfExpiry() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        try await fixture.serve { [target, expiry] client async throws in
            let first = try await client.get(target)
            fixture.clock.now = expiry
            fixture.upstream.fail(UpstreamFailure("down"))
            let stale = try await client.get(target)
            #expect(stale.status == 200 && stale.body == first.body)
            #expect(stale["Warning"] == "110 - \"Response is Stale\"")
            let newer =
                "{\"tcbInfo\":{\"id\":\"SGX\",\"fmspc\":\"00906ed50000\",\"nextUpdate\":\"2030-01-01T00:00:00Z\"},\"signature\":\"00\"}"
            fixture.upstream.state.withLock {
                $0.failure = nil
                $0.answers.add(
                    target + "&update=standard",
                    StandInAnswer(headers: ["TCB-Info-Issuer-Chain": "new"], body: Array(newer.utf8)))
            }
            let fresh = try await client.get(target)
            #expect(fresh.text == newer && fresh["Warning"] == nil && fresh["TCB-Info-Issuer-Chain"] == "new")
        }
        #expect(fixture.upstream.requests.count == 3)
    }

    @Test("What upstream itself sends expired is passed on with a warning, and asked for once a minute")
    func passesOnExpired() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: expiry + 1000)
        try await fixture.serve { [target, expiry] client async throws in
            for _ in 0..<5 {
                let answer = try await client.get(target)
                #expect(answer.status == 200 && answer["Warning"] == "110 - \"Response is Stale\"")
            }
            #expect(fixture.upstream.requests.count == 1)
            fixture.clock.now = expiry + 1060
            _ = try await client.get(target)
            #expect(fixture.upstream.requests.count == 2)
        }
    }

    @Test("Nothing cached and upstream down is 502, with the time to ask again")
    func refusesWithoutCache() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2025)
        fixture.upstream.fail(UpstreamFailure("down", retryAfter: 7))
        try await fixture.serve { [target] client async throws in
            let answer = try await client.get(target)
            #expect(answer.status == 502 && answer["Retry-After"] == "7")
            #expect(answer.text == "Unable to retrieve the collateral from the Intel SGX PCS.")
        }
    }

    @Test("What upstream does not have is remembered for a minute, not longer")
    func forgetsAbsence() async throws {
        let fixture = try CacheFixture(StandInAnswers(), now: Vector.in2025)
        try await fixture.serve { [target] client async throws in
            for _ in 0..<5 { #expect(try await client.get(target).status == 404) }
            #expect(fixture.upstream.requests.count == 1)
            fixture.upstream.state.withLock {
                if let answers = try? Vector.recorded2025() { $0.answers = answers }
            }
            fixture.clock.now = Vector.in2025 + 60
            #expect(try await client.get(target).status == 200)
        }
    }

    @Test("Sixty-four clients that miss at once make one request upstream")
    func fetchesOnce() async throws {
        let fixture = try CacheFixture(try Vector.recorded2025(), now: Vector.in2025)
        fixture.upstream.state.withLock { $0.delay = .milliseconds(100) }
        try await fixture.serve { [target] client async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 { group.addTask { try await client.get(target).status } }
                for try await status in group { #expect(status == 200) }
            }
        }
        #expect(fixture.upstream.requests.count == 1)
    }

    static let foreign: [(String, [String: String], String)] = [
        (
            "another FMSPC", ["TCB-Info-Issuer-Chain": "c"],
            "{\"tcbInfo\":{\"id\":\"SGX\",\"fmspc\":\"00906ED50001\",\"nextUpdate\":\"2030-01-01T00:00:00Z\"},\"signature\":\"00\"}"
        ),
        (
            "another TEE", ["TCB-Info-Issuer-Chain": "c"],
            "{\"tcbInfo\":{\"id\":\"TDX\",\"fmspc\":\"00906ED50000\",\"nextUpdate\":\"2030-01-01T00:00:00Z\"},\"signature\":\"00\"}"
        ),
        (
            "no issuer chain", [:],
            "{\"tcbInfo\":{\"id\":\"SGX\",\"fmspc\":\"00906ED50000\",\"nextUpdate\":\"2030-01-01T00:00:00Z\"},\"signature\":\"00\"}"
        ),
        (
            "no date", ["TCB-Info-Issuer-Chain": "c"],
            "{\"tcbInfo\":{\"id\":\"SGX\",\"fmspc\":\"00906ED50000\",\"nextUpdate\":\"soon\"},\"signature\":\"00\"}"
        ),
        (
            "an identity", ["TCB-Info-Issuer-Chain": "c"],
            "{\"enclaveIdentity\":{\"id\":\"QE\",\"nextUpdate\":\"2030-01-01T00:00:00Z\"},\"signature\":\"00\"}"
        ),
        ("a login page", ["TCB-Info-Issuer-Chain": "c"], "<html>"), ("nothing", ["TCB-Info-Issuer-Chain": "c"], ""),
    ]

    @Test("An answer that is not what was asked for is neither sent nor kept", arguments: foreign)
    func refusesForeign(_ name: String, _ headers: [String: String], _ body: String) async throws {
        var answers = StandInAnswers()
        answers.add(target + "&update=standard", StandInAnswer(headers: headers, body: Array(body.utf8)))
        let fixture = try CacheFixture(answers, now: Vector.in2025)
        try await fixture.serve { [target] client async throws in
            #expect(try await client.get(target).status == 502, "\(name)")
        }
        #expect(try await fixture.store.expiries().isEmpty)
    }
}
