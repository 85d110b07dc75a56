internal import ArgumentParser

/// Which enclave to trust by what it proves, where its session key is not known.
struct EnclaveTrustOptions: ParsableArguments {
    @Option(
        name: .customLong("enclave-policy"),
        help: ArgumentHelp(
            "Trust the enclave whose evidence this policy (JSON or YAML) accepts, and pin its session key.",
            valueName: "file"))
    var policy: String?

    @Option(
        name: .customLong("enclave-pccs"),
        help: ArgumentHelp(
            "Fetch the collateral of that evidence here, unless the enclave hands it out.", valueName: "url"))
    var pccs: String?

    @Option(
        name: .customLong("enclave-pccs-ca"),
        help: ArgumentHelp("Trust this CA (PEM) for that PCCS instead of the system's.", valueName: "file"))
    var authority: String?

    func validate() throws {
        guard pccs == nil || policy != nil else { throw ValidationError("--enclave-pccs needs --enclave-policy.") }
        guard authority == nil || pccs != nil else { throw ValidationError("--enclave-pccs-ca needs --enclave-pccs.") }
    }

    /// Whom to trust; nil where no policy is given.
    var trust: EnclaveTrust? {
        policy.map { EnclaveTrust(policy: $0, fetch: pccs.map { CollateralFetch(base: $0, authority: authority) }) }
    }
}
