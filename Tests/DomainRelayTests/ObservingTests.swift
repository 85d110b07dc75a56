import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Foundation
import ServiceKit
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import DomainRelay

/// What a relay says of itself, and the way in for who wants to join.
@Suite("Observing", .timeLimit(.minutes(5)))
struct ObservingTests {
    private let enclave: FakeEnclave
    private let a = Identifier(high: 0, low: 1)
    private let b = Identifier(high: 0, low: 2)

    init() throws { enclave = try FakeEnclave() }

    private func member(_ id: Identifier, _ name: String, at index: UInt64, term: UInt32 = 2) -> MemberStatus {
        MemberStatus(
            id: id, name: name, measurement: "m", evidenceExpires: 1_900_000_000, admitted: 1, lastHeard: 1500,
            position: DomainNumber(term: term, index: index), refusedBecause: id == b ? "restored" : "")
    }

    private func status(_ members: [MemberStatus]) -> DomainStatus {
        DomainStatus(
            domainID: Identifier(high: 9, low: 9), memberID: a, lead: a, position: DomainNumber(term: 2, index: 40),
            isCatchingUp: false, members: members, policyName: "p",
            promotion: AutomaticPromotion(quorum: 1, copies: 0, after: 5_000), confirmations: 2, confirming: 1,
            promise: OpenPromise(term: 3, candidate: b, isSigned: true, age: 61_500))
    }

    @Test func lagIsCountedInItsTerm() {
        let view = status([member(a, "a", at: 0), member(b, "b", at: 33)])
        #expect(view.lag(of: view.members[0]) == 0)
        #expect(view.lag(of: view.members[1]) == 7)
        #expect(view.lag(of: member(b, "b", at: 99, term: 1)) == 41)
        #expect(status([member(a, "a", at: 40), member(b, "b", at: 45)]).lag(of: view.members[0]) == 5)
    }

    @Test func metricsShowTheDomain() async throws {
        let view = status([member(a, "a", at: 40), member(b, "b", at: 33)])
        enclave.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let relay = try RelayUnderTest(enclave)
        try await relay.whileRunning { _ in
            try await eventually("metrics") { relay.metrics.text.contains("casemate_domain_members 2") }
            let text = relay.metrics.text
            let labels = #"{member="00000000000000000000000000000002",name="b"}"#
            for line in [
                "casemate_domain_lead 1", "casemate_domain_term 2", "casemate_domain_index 40",
                "casemate_domain_member_lag\(labels) 7", "casemate_domain_member_refused\(labels) 1",
                "casemate_domain_member_silence_seconds\(labels) 1.5",
                "casemate_domain_confirmations_needed 2", "casemate_domain_confirming_members 1",
                "casemate_domain_promotion_quorum 2", "casemate_domain_promise_open_seconds 61.5",
                #"casemate_domain_policy{policy="p"} 1"#,
                "casemate_domain_member_evidence_expiry_seconds\(labels) 1900000000",
            ] { #expect(text.contains(line + "\n"), "\(line)") }
            #expect(relay.health.impairments == ["links: no link to another member works"])
        }
    }

    @Test(arguments: ["alerts.yaml", "grafana.json"])
    func whatIsWatchedIsMeasured(_ name: String) async throws {
        let file = URL(fileURLWithPath: #filePath).appending(path: "../../../deploy/domain/\(name)").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        let names = Set(text.matches(of: /casemate_[a-z_]+/).map { String($0.output) })
        let relay = try RelayUnderTest(enclave)
        try await relay.whileRunning { _ in
            let measured = relay.metrics.text
            #expect(names.filter { !measured.contains("# TYPE \($0) ") } == [])
        }
        #expect(names.count > 5)
    }

    @Test func alone() async throws {
        let view = status([member(a, "a", at: 40)])
        enclave.on(DomainStatusRequest.self) { _, _ in .success(view) }
        let relay = try RelayUnderTest(enclave)
        try await relay.whileRunning { _ in
            try await eventually("it is ready") { relay.health.impairments.isEmpty }
        }
    }

    @Test func aLockedEnclaveIsNotReady() async throws {
        enclave.on(DomainStatusRequest.self) { _, _ in .failure(Refusal(.stateLocked, "It is locked.")) }
        let relay = try RelayUnderTest(enclave)
        try await relay.whileRunning { _ in
            try await eventually("it says so") { relay.health.impairments == ["enclave: It is locked."] }
        }
    }

    @Test func whoJoinsReachesThatListenerAndNoOther() async throws {
        var manners = FakeEnclave.Manners()
        manners.requiresSession = true
        let listener = try FakeEnclave(manners)
        listener.on(DomainStatusRequest.self) { _, _ in .failure(Refusal(.stateLocked, "reached")) }
        let gate = JoinGate(listener: try EnclaveAddress(listener.address))
        let port = Mutex<Int?>(nil)
        let server = ConnectionServer(
            "join", on: ListenAddress(host: "127.0.0.1", port: 0), .bytes, logger: .quiet,
            onListening: { address in port.withLock { $0 = address.port } }, serve: gate.serve)
        let group = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: .quiet)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            try await eventually("it listens") { port.withLock { $0 } != nil }
            var configuration = ConnectionConfiguration()
            configuration.enclaveKey = SessionKeyPin(of: listener.sessionKey)
            configuration.greetingTimeout = .seconds(60)
            let address = try EnclaveAddress("tcp:127.0.0.1:\(port.withLock { $0 } ?? 0)")
            try await EnclaveClient.withConnection(to: address, configuration: configuration) { client in
                let error = await #expect(throws: EnclaveClientError.self) {
                    try await client.call(DomainStatusRequest())
                }
                #expect(error?.message == "reached")
                #expect(listener.calls.last?.isSealed == true)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
