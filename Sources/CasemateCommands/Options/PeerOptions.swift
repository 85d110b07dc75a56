internal import ArgumentParser
internal import DomainRelay
internal import EnclaveClient

/// The other enclave of a join: a member of the domain, its lead.
struct PeerOptions: ParsableArguments {
    @Option(
        name: .customLong("peer"),
        help: ArgumentHelp(
            """
            The lead's enclave: unix:PATH, or tcp:HOST:PORT of the --join-listen of its relay. Of the addresses of one \
            HOST that of the lead is found.
            """,
            valueName: "address"))
    var address: String

    @Option(
        name: .customLong("peer-key"),
        help: ArgumentHelp(
            "SHA-256 of the lead's session key, as `casemate status` there shows it. Needed over TCP.",
            valueName: "hex"))
    var key: String?

    @Option(
        name: .customLong("peer-policy"),
        help: ArgumentHelp(
            "Instead of --peer-key: trust the enclave there whose evidence this policy accepts.", valueName: "file"))
    var policy: String?

    @Option(
        help: ArgumentHelp("Fetch the collateral of both sides' evidence here, where they have none.", valueName: "url")
    )
    var pccs: String?

    @Option(
        name: .customLong("pccs-ca"),
        help: ArgumentHelp("Trust this CA (PEM) for the PCCS instead of the system's.", valueName: "file"))
    var authority: String?

    func validate() throws {
        do throws(EnclaveClientError) {
            _ = try EnclaveAddress(address)
        } catch {
            throw ValidationError("\(error.message) \(error.remedy)")
        }
        guard key.map({ $0.isEmpty || SessionKeyPin(hex: $0) != nil }) ?? true else {
            throw ValidationError("--peer-key is not 64 hexadecimal digits.")
        }
        guard authority == nil || pccs != nil else { throw ValidationError("--pccs-ca needs --pccs.") }
    }

    /// Where collateral comes from that an enclave does not hand out.
    var fetch: CollateralFetch? { pccs.map { CollateralFetch(base: $0, authority: authority) } }

    /// The enclaves to talk to: all that the name stands for, one after another until one leads.
    func targets() async throws -> [EnclaveTarget] {
        let trust = policy.map { EnclaveTrust(policy: $0, fetch: fetch) }
        let address = try EnclaveAddress(address)
        guard case .tcp(let host, let port) = address else {
            return [EnclaveTarget(address: address, key: key, trust: trust)]
        }
        do {
            let found = try await HostAddresses.of(PeerAddress(host: host, port: Int(port)))
            return found.sorted { $0.host < $1.host }.map { peer in
                EnclaveTarget(address: .tcp(host: peer.host, port: port), key: key, trust: trust)
            }
        } catch let error as HostAddresses.Failure {
            throw CommandError(
                code: "cannot-connect", message: "\(host) has no address: \(error).",
                remedy: "Check the name given as --peer.", cause: error)
        }
    }
}
