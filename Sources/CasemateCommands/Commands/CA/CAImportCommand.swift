internal import ArgumentParser
internal import EnclaveClient
internal import Kubernetes

struct CAImportCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Move an authority out of a Kubernetes Secret and into the enclave.",
        discussion: """
            Takes cert-manager's CA Secrets, istio-ca-secret and cacerts. The key goes into the enclave, the Secret is \
            deleted if it is still the one that was read, and every Secret and ConfigMap is searched for the same key. \
            What was removed, what was found elsewhere and what cannot be seen is printed. The key was outside, and is \
            marked imported-clear for ever; with --rotate a successor is born inside at once. Needs an \
            administrator's signature. An interrupted run is completed by running it again.

            For an issuer to take it over, give the authority the issuer's signer name before the issuer is made:
              casemate ca import tcsclusterissuer.tcs.intel.com/mesh --secret istio-system/cacerts
            """)

    @Argument(help: "The authority's name in the enclave.") var name: String
    @Option(help: ArgumentHelp("The Secret.", valueName: "namespace/name")) var secret: String
    @Option(name: .customLong("profile"), help: "A profile it may issue by; repeat it, the first is the default.")
    var profiles = ["kubernetes"]
    @Flag(help: "Also replace its key by one that is born inside, cross-signed by the old.") var rotate = false
    @Flag(help: "Leave the Secret where it is.") var keepSecret = false
    @Flag(help: "Look, and change nothing.") var dryRun = false
    @Option(help: ArgumentHelp("How the cluster is reached.", valueName: "file")) var kubeconfig: String?
    @Option(help: ArgumentHelp("Another context than the kubeconfig's own.", valueName: "name")) var context: String?
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    private var source: ObjectKey? {
        let parts = secret.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return ObjectKey(namespace: String(parts[0]), name: String(parts[1]))
    }

    func validate() throws {
        guard source != nil else { throw ValidationError("Give --secret NAMESPACE/NAME.") }
    }

    func perform() async throws -> Report {
        guard let source else { throw ValidationError("Give --secret NAMESPACE/NAME.") }
        let plan = AuthorityMove.Plan(
            source: source, name: name, profiles: profiles, keepsSecret: keepSecret, rotates: rotate, isTrial: dryRun)
        let keys = try administrators.keys()
        let configuration = try ClusterConfiguration.discover(kubeconfig: kubeconfig, context: context)
        return try await KubernetesClient.withClient(configuration) { cluster in
            try await enclave.withClient { enclave in
                let move = AuthorityMove(cluster: cluster, enclave: enclave, administrators: keys, plan: plan)
                return try await move.run().report
            }
        }
    }
}
