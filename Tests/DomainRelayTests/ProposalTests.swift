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
    private func status(lead: Identifier?, heard: UInt64?) -> DomainStatus {
        let members = [(own, UInt64(0) as UInt64?), (self.lead, heard)].map { id, heard in
            MemberStatus(
                id: id, name: "m", measurement: "", evidenceExpires: 0, admitted: 0, lastHeard: heard, position: .none,
                refusedBecause: "")
        }
        return DomainStatus(
            domainID: Identifier(high: 9, low: 9), memberID: own, lead: lead, position: .none, isCatchingUp: false,
            members: members, policyName: "", confirmations: 2, confirming: 2)
    }

    @Test func aLeadThatWasNotHeardIsAway() {
        #expect(!LeaseProposer.isWithoutLead(status(lead: lead, heard: 900)))
        #expect(LeaseProposer.isWithoutLead(status(lead: lead, heard: 3_001)))
        #expect(LeaseProposer.isWithoutLead(status(lead: lead, heard: nil)))
        #expect(!LeaseProposer.isWithoutLead(status(lead: own, heard: nil)))
        #expect(!LeaseProposer.isWithoutLead(status(lead: nil, heard: nil)))
    }

    /// Runs proposers of so many members while `body` does; each has the view given.
    private func whileRunning(
        _ views: [DomainStatus], _ body: @escaping @Sendable ([FakeEnclave]) async throws -> Void
    ) async throws {
        let server = KubernetesDouble(resources: [Lease.resource])
        try await server.serve { port in
            let cluster = ClusterConfiguration(server: "http://127.0.0.1:\(port)")
            try await KubernetesClient.withClient(cluster) { client in
                let enclaves = try views.map { _ in try FakeEnclave() }
                try await withThrowingTaskGroup { group in
                    for (index, view) in views.enumerated() {
                        let enclave = enclaves[index]
                        enclave.on(DomainStand.self) { _, _ in .success(view) }
                        let beside = try RelayUnderTest(enclave)
                        let proposal = LeaseProposal(
                            cluster: cluster, namespace: "n", name: "lead", identity: "relay-\(index)")
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
}
