internal import ArgumentParser
internal import CertificateIssuer
internal import FoundationEssentials
internal import Kubernetes
internal import ServiceKit

struct IssuerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issuer",
        abstract: "Sign Kubernetes' and cert-manager's certificate requests with CA keys of the enclave.",
        discussion: """
            A drop-in for Intel's Trusted Certificate Service: the same resources, Secrets, signer names and flags (also \
            in Go's form, -flag and --flag=false). SIGTERM finishes the requests in hand.

            Example:
              casemate issuer --kubeconfig ~/.kube/config --http 127.0.0.1:8082
            """)

    @Option(help: "The cluster; without it KUBECONFIG, ~/.kube/config or the pod's service account.")
    var kubeconfig: String?
    @OptionGroup var enclave: EnclaveOptions
    @Option(help: "Only one process of several works; the others stand by.") var leaderElect = GoBoolean(false)
    @Option(help: "The Lease that the leader holds, in the own namespace.") var leaseName = "bb9c3a43.sgx.intel.com"
    @Option(help: "How long a silent leader is waited for.") var leaseDuration = TimeSpan(seconds: 15)
    @Option(help: "Also sign cert-manager's CertificateRequests.") var certManagerIssuer = GoBoolean(true)
    @Option(help: "CertificateSigningRequests get leaf and issuing certificate, even a root.")
    var csrFullCertChain = GoBoolean(false)
    @Option(help: "CertificateSigningRequests to an issuer of a namespace need the verb `reference` on it.")
    var requireReference = GoBoolean(false)
    @Option(help: "How long a certificate lives when nothing is asked.") var defaultLifetime = TimeSpan(
        seconds: 365 * 86_400)
    @Option(help: "Requests of each kind written at once; as many more are signed meanwhile.") var workers = 16
    @Option(help: "Key servers get a nonce of random bytes and the time.") var useRandomNonce = GoBoolean(true)
    @Option(help: "How key servers wrap a delivered key.")
    var keyWrapMechanism = IssuerConfiguration.KeyWrap.padded
    @OptionGroup var quotes: QuoteOptions
    @OptionGroup var intel: IntelFlags
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (1...256).contains(workers) else { throw ValidationError("--workers takes 1 to 256.") }
        guard leaseDuration.seconds >= 3 else { throw ValidationError("--lease-duration is at least 3s.") }
    }

    func run() async throws {
        var daemon = service.configuration
        intel.apply(to: &daemon)
        try await IssuerDaemon(daemon, try await issuer()).run()
    }

    private func issuer() async throws -> IssuerConfiguration {
        let cluster = try ClusterConfiguration.discover(kubeconfig: kubeconfig)
        var issuer = IssuerConfiguration(cluster: cluster, enclave: try enclave.resolved())
        issuer.connection = try await enclave.configuration()
        issuer.ownNamespace = OwnNamespace.current
        issuer.instance = "\(ProcessInfo.processInfo.hostName)_\(UUID().uuidString.lowercased())"
        issuer.electsLeader = leaderElect.value
        issuer.leaseName = leaseName
        issuer.leaseDuration = .seconds(leaseDuration.seconds)
        issuer.servesCertManager = certManagerIssuer.value
        issuer.hasFullChain = csrFullCertChain.value
        issuer.requiresReference = requireReference.value
        issuer.defaultLifetime = defaultLifetime.seconds
        issuer.workers = workers
        issuer.usesRandomNonce = useRandomNonce.value
        issuer.keyWrap = keyWrapMechanism
        issuer.quotes = try quotes.appraisal()
        issuer.ignoredFlags = intel.ignored
        return issuer
    }
}

extension IssuerConfiguration.KeyWrap: ExpressibleByArgument {}
