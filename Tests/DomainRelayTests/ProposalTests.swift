import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Foundation
import Kubernetes
import KubernetesDouble
import ServiceLifecycle
import Synchronization
import Testing

@testable import DomainRelay

@Suite("Proposals by a Lease", .timeLimit(.minutes(2)))
struct ProposalTests {
    private let own = Identifier(high: 0, low: 1)
    private let lead = Identifier(high: 0, low: 2)

    /// The domain, its lead heard so many milliseconds ago.
    private func status(
        lead: Identifier?, heard: UInt64?, promotion: AutomaticPromotion? = .init(quorum: 2, copies: 0, after: 5_000)
    ) -> DomainStatus {
        let members = [(own, UInt64(0) as UInt64?), (self.lead, heard)].map { id, heard in
            MemberStatus(
                id: id, name: id == own ? "own" : "other", measurement: "", evidenceExpires: 0, admitted: 0,
                lastHeard: heard, position: .none, refusedBecause: "")
        }
        return DomainStatus(
            domainID: Identifier(high: 9, low: 9), memberID: own, lead: lead, position: .none, isCatchingUp: false,
            members: members, policyName: "", promotion: promotion, confirmations: 2, confirming: 2)
    }

    @Test func aLeadThatWasNotHeardIsAway() throws {
        #expect(try !LeadCandidate(status(lead: lead, heard: 900)).isWithoutLead)
        #expect(try LeadCandidate(status(lead: lead, heard: 3_001)).isWithoutLead)
        #expect(try LeadCandidate(status(lead: lead, heard: nil)).isWithoutLead)
        #expect(try !LeadCandidate(status(lead: own, heard: nil)).isWithoutLead)
        #expect(try !LeadCandidate(status(lead: nil, heard: nil)).isWithoutLead)
    }

    @Test func proposalsAreInVainOnlyAfterThePolicysTime() throws {
        #expect(try !LeadCandidate(status(lead: lead, heard: 5_000)).mayStand)
        #expect(try LeadCandidate(status(lead: lead, heard: 5_001)).mayStand)
    }

    @Test func aPromiseThatWasNotBegunLeavesNoLead() throws {
        var stranded = status(lead: lead, heard: 10)
        stranded.promise = OpenPromise(term: 2, candidate: lead, isSigned: false, age: 2_000)
        #expect(try !LeadCandidate(stranded).isWithoutLead)
        stranded.promise?.age = 4_000
        #expect(try LeadCandidate(stranded).isWithoutLead)
        stranded.promise?.isSigned = true
        #expect(throws: LeadObstacle.signedPromise) { try LeadCandidate(stranded) }
    }

    @Test func onlyWhomThePolicyLetsLeadIsACandidate() throws {
        func obstacle(_ promotion: AutomaticPromotion?) throws {
            _ = try LeadCandidate(status(lead: lead, heard: nil, promotion: promotion))
        }
        func naming(_ names: [String]) -> AutomaticPromotion {
            AutomaticPromotion(quorum: 2, copies: 0, after: 5_000, candidates: names)
        }
        #expect(throws: LeadObstacle.noPolicy) { try obstacle(nil) }
        #expect(throws: LeadObstacle.noPolicy) {
            try obstacle(.init(quorum: 2, copies: 0, after: 5_000, isPaused: true))
        }
        #expect(throws: LeadObstacle.notNamed) { try obstacle(naming(["other"])) }
        try obstacle(naming(["own"]))
        var behind = status(lead: lead, heard: nil)
        behind.isCatchingUp = true
        #expect(throws: LeadObstacle.catchingUp) { try LeadCandidate(behind) }
    }

    /// Runs proposers of so many members while `body` does; each has the view given.
    private func whileRunning(
        _ views: [DomainStatus], on server: KubernetesDouble = KubernetesDouble(resources: [Lease.resource]),
        lines: LogLines = LogLines(), _ body: @escaping @Sendable ([FakeEnclave]) async throws -> Void
    ) async throws {
        try await server.serve { port in
            let cluster = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            try await KubernetesClient.withClient(cluster) { client in
                let enclaves = try views.map { _ in try FakeEnclave() }
                try await withThrowingTaskGroup { group in
                    for (index, view) in views.enumerated() {
                        let enclave = enclaves[index]
                        enclave.on(DomainStand.self) { _, _ in .success(view) }
                        let beside = try RelayUnderTest(enclave, logger: lines.logger)
                        var proposal = LeaseProposal(
                            cluster: cluster, namespace: "n", name: "lead", identity: "relay-\(index)")
                        proposal.duration = .seconds(3)
                        let proposer = LeaseProposer(
                            proposal, client: client, relay: beside.relay, metrics: beside.metrics
                        ) { view }
                        group.addTask { try await proposer.run() }
                    }
                    defer { group.cancelAll() }
                    try await body(enclaves)
                }
            }
        }
    }

    private func proposals(_ enclave: FakeEnclave) -> Int { enclave.calls.count { $0.operation == .domainStand } }

    @Test func onlyTheHolderProposesAndOnlyWithoutALead() async throws {
        let alone = status(lead: lead, heard: nil)
        try await whileRunning([alone, alone]) { [self] enclaves in
            try await eventually("one proposes") { enclaves.contains { self.proposals($0) > 1 } }
            #expect(enclaves.count { self.proposals($0) > 0 } == 1)
        }
        try await whileRunning([status(lead: lead, heard: 10)]) { [self] enclaves in
            try await Task.sleep(for: LeaseProposer.interval * 2)
            #expect(proposals(enclaves[0]) == 0)
        }
    }

    @Test func whoProposesInVainLeavesTheLeaseToAnother() async throws {
        let alone = status(lead: lead, heard: nil), lines = LogLines()
        try await whileRunning([alone, alone], lines: lines) { [self] enclaves in
            try await eventually("both propose") { enclaves.allSatisfy { self.proposals($0) > 0 } }
        }
        #expect(lines.all.contains("gives the lease back"))
    }

    @Test func aMemberThatCouldNotLeadHoldsNoLease() async throws {
        let lines = LogLines()
        try await whileRunning([status(lead: lead, heard: nil, promotion: nil)], lines: lines) { _ in
            try await Task.sleep(for: LeaseProposer.interval * 2)
        }
        #expect(!lines.all.contains("holds the lease"))
        #expect(lines.all.count { $0 == "takes no turn by the lease" } == 1)
    }

    @Test func aReasonIsSaidOnceAndSoIsItsEnd() async throws {
        let server = KubernetesDouble(resources: [Lease.resource]), lines = LogLines()
        server.refuse(next: 3, status: 403)
        try await whileRunning([status(lead: lead, heard: 10)], on: server, lines: lines) { _ in
            try await eventually("the Lease is held") { lines.all.contains("holds the lease") }
        }
        #expect(lines.all.count { $0 == "lease not read or written" } == 1)
        #expect(lines.all.count { $0 == "lease read again" } == 1)
    }

    @Test func anEnclaveThatRefusesIsReportedOnce() async throws {
        let lines = LogLines()
        try await whileRunning([status(lead: lead, heard: nil)], lines: lines) { [self] enclaves in
            enclaves[0].on(DomainStand.self) { _, _ in .failure(Refusal(.notAllowed, "no")) }
            try await eventually("it proposes again") { self.proposals(enclaves[0]) > 2 }
        }
        #expect(lines.all.count { $0 == "the enclave does not stand" } == 1)
    }
}
