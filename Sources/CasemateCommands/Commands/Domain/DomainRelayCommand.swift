internal import ArgumentParser
internal import DomainRelay
internal import EnclaveClient
internal import FoundationEssentials
internal import Kubernetes
internal import ServiceKit

struct DomainRelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Carry messages between this enclave and the other members of its domain.",
        discussion: """
            An enclave dials nobody. One relay runs beside each member; the relays connect to each other, and read \
            nothing of what they carry: it is sealed from enclave to enclave.

            --peers-from takes a name with an address for each member, such as a headless Service, and asks for it again \
            every 5 s. --peers is a file, an address a line, read again at SIGHUP. The member itself may be among them.

            --join-listen lets who wants to join through to the enclave's listener --join-enclave: make one whose \
            identity may nothing but domain-status, challenge, domain-offer and domain-admit.

            On Kubernetes --propose-from-lease has the relays take turns by a Lease: its holder asks its enclave to stand \
            when the lead is away. The domain's policy decides what comes of it, see `casemate domain policy set`.

            /readyz: the enclave is open and, where the domain has other members, a link to one works. SIGTERM answers \
            what it was asked.

            Example:
              casemate domain relay --listen :7000 --peer b.example:7000 --peer c.example:7000 --http 127.0.0.1:9090
            """)

    @Option(help: "Where other members' relays connect: HOST:PORT, [IPv6]:PORT or :PORT.") var listen: ListenAddress
    @Option(
        name: .customLong("peer"),
        help: ArgumentHelp("Where another member's relay listens; repeat it.", valueName: "host:port"))
    var peers: [PeerAddress] = []
    @Option(
        name: .customLong("peers-from"),
        help: ArgumentHelp("A name with an address for each member's relay; repeat it.", valueName: "name:port"))
    var names: [PeerAddress] = []
    @Option(name: .customLong("peers"), help: ArgumentHelp("A list of peers.", valueName: "file")) var file: String?
    @Option(help: ArgumentHelp("Where who wants to join connects.", valueName: "host:port"))
    var joinListen: ListenAddress?
    @Option(help: ArgumentHelp("The enclave's listener for that: unix:PATH or tcp:HOST:PORT.", valueName: "address"))
    var joinEnclave: String?
    @Option(help: ArgumentHelp("The Lease whose holder proposes its member as lead.", valueName: "name"))
    var proposeFromLease: String?
    @Option(help: "The Lease's namespace; the own one unless given.") var leaseNamespace: String?
    @Option(help: "How long a silent holder is waited for.") var leaseDuration = TimeSpan(seconds: 15)
    @Option(help: "The cluster of the Lease; without it KUBECONFIG, ~/.kube/config or the pod's service account.")
    var kubeconfig: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (joinListen == nil) == (joinEnclave == nil) else {
            throw ValidationError("--join-listen and --join-enclave belong together.")
        }
        guard leaseDuration.seconds >= 3 else { throw ValidationError("--lease-duration is at least 3s.") }
        do throws(EnclaveClientError) {
            _ = try joinEnclave.map { text throws(EnclaveClientError) in try EnclaveAddress(text) }
        } catch {
            throw ValidationError("\(error.message) \(error.remedy)")
        }
    }

    func run() async throws {
        var configuration = RelayConfiguration(enclave: try enclave.resolved(), listen: listen)
        configuration.connection = try await enclave.configuration()
        configuration.peers.fixed = Set(peers)
        configuration.peers.names = names
        configuration.peers.file = file
        if let joinListen, let joinEnclave {
            configuration.join = (joinListen, try EnclaveAddress(joinEnclave))
        }
        configuration.proposal = try proposal()
        configuration.service = service.configuration
        try await RelayDaemon(configuration).run()
    }

    private func proposal() throws -> LeaseProposal? {
        guard let proposeFromLease else { return nil }
        let identity = "\(ProcessInfo.processInfo.hostName)_\(UUID().uuidString.lowercased())"
        var proposal = LeaseProposal(
            cluster: try ClusterConfiguration.discover(kubeconfig: kubeconfig),
            namespace: leaseNamespace ?? OwnNamespace.current, name: proposeFromLease, identity: identity)
        proposal.duration = .seconds(leaseDuration.seconds)
        return proposal
    }
}

extension PeerAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
