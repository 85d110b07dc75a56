internal import EnclaveClient
internal import EnclaveProtocol
internal import Telemetry

/// What a relay shows of its links and of the domain as its enclave sees it.
struct RelayMetrics {
    let monitor: DomainMonitor
    let links: LinkTable
    let server: ConnectionServer

    /// Adds the gauges, read at each scrape.
    func register(with metrics: MetricsRegistry) {
        let (monitor, links, server) = (monitor, links, server)
        metrics.gauge("casemate_relay_link_up", "1 while messages go through to a peer.", labels: ["peer"]) {
            links.standings.filter { $0.value != .itself }.map { ([$0.key.description], $0.value == .up ? 1 : 0) }
        }
        metrics.gauge("casemate_relay_connections", "Connections of other relays that are open.") {
            [([], Double(server.connections))]
        }
        metrics.gauge("casemate_relay_enclave_answers", "1 while the enclave answers and is open.") {
            [([], monitor.status == nil ? 0 : 1)]
        }
        registerDomain(with: metrics)
        registerMembers(with: metrics)
    }

    private func registerDomain(with metrics: MetricsRegistry) {
        func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable (DomainStatus) -> Double) {
            metrics.gauge(name, help) { [monitor] in monitor.status.map { [([], read($0))] } ?? [] }
        }
        gauge("casemate_domain_members", "Members of the domain.") { Double($0.members.count) }
        gauge("casemate_domain_lead", "1 where this member changes shared state.") { $0.lead == $0.memberID ? 1 : 0 }
        gauge("casemate_domain_catching_up", "1 while this member takes over the domain's state.") {
            $0.isCatchingUp ? 1 : 0
        }
        gauge("casemate_domain_term", "The term of the newest shared change here.") { Double($0.position.term) }
        gauge("casemate_domain_index", "Its place in that term.") { Double($0.position.index) }
    }

    private func registerMembers(with metrics: MetricsRegistry) {
        func gauge(
            _ name: String, _ help: String, _ read: @escaping @Sendable (MemberStatus, DomainStatus) -> Double?
        ) {
            metrics.gauge(name, help, labels: ["member", "name"]) { [monitor] in
                guard let status = monitor.status else { return [] }
                return status.members.compactMap { member in
                    read(member, status).map { ([member.id.description, member.name], $0) }
                }
            }
        }
        gauge("casemate_domain_member_lag", "Shared changes a member said it does not have yet.") { member, status in
            Double(status.lag(of: member))
        }
        gauge("casemate_domain_member_silence_seconds", "Since when a member was not heard of.") { member, _ in
            member.lastHeard.map { Double($0) / 1000 }
        }
        gauge("casemate_domain_member_refused", "1 while this member refuses another.") { member, _ in
            member.refusedBecause.isEmpty ? 0 : 1
        }
        gauge("casemate_domain_member_evidence_expiry_seconds", "When a member's evidence expires, Unix time.") {
            member, _ in member.evidenceExpires == 0 ? nil : Double(member.evidenceExpires)
        }
    }
}
