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
        for value in Self.domainValues {
            metrics.gauge(value.name, value.help) { [monitor] in
                monitor.status.flatMap(value.read).map { [([], $0)] } ?? []
            }
        }
        metrics.gauge("casemate_domain_policy", "1 for the policy this member has.", labels: ["policy"]) { [monitor] in
            monitor.status.map { [([$0.policyName], 1)] } ?? []
        }
    }

    private static let domainValues: [(name: String, help: String, read: @Sendable (DomainStatus) -> Double?)] = [
        ("casemate_domain_members", "Members of the domain.", { Double($0.members.count) }),
        ("casemate_domain_lead", "1 where this member changes shared state.", { $0.lead == $0.memberID ? 1 : 0 }),
        (
            "casemate_domain_catching_up", "1 while this member takes over the domain's state.",
            { $0.isCatchingUp ? 1 : 0 }
        ),
        ("casemate_domain_term", "The term of the newest shared change here.", { Double($0.position.term) }),
        ("casemate_domain_index", "Its place in that term.", { Double($0.position.index) }),
        (
            "casemate_domain_confirming_members", "Members that would take a change now, this one included.",
            { Double($0.confirming) }
        ),
        (
            "casemate_domain_confirmations_needed", "Members that must have a change before it is answered.",
            { Double($0.confirmations) }
        ),
        (
            "casemate_domain_promotion_quorum", "Members that must agree to a promotion by the policy.",
            { status in
                status.promotion.flatMap { $0.isPaused ? nil : Double($0.quorum(of: status.members.count)) }
            }
        ),
        (
            "casemate_domain_promise_open_seconds", "Since when a term promised here has not begun; 0 for none.",
            { $0.promise.map { Double($0.age) / 1000 } ?? 0 }
        ),
    ]

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
