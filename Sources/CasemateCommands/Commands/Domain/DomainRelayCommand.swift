internal import ArgumentParser
internal import DomainRelay
internal import EnclaveClient
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
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (joinListen == nil) == (joinEnclave == nil) else {
            throw ValidationError("--join-listen and --join-enclave belong together.")
        }
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
        configuration.service = service.configuration
        try await RelayDaemon(configuration).run()
    }
}

extension PeerAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
