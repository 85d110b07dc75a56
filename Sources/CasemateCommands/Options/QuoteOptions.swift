internal import ArgumentParser
internal import Attestation
internal import CertificateIssuer
internal import NIOCore

/// How `casemate issuer` judges quotes inside requests.
struct QuoteOptions: ParsableArguments {
    @Option(
        name: .customLong("quote-policy"),
        help: ArgumentHelp(
            """
            Judge quotes inside requests by this policy (JSON or YAML), read anew for each quote; NAME=FILE is for \
            issuers whose spec.quotePolicy names it. Repeat it. Without one, requests that carry a quote fail.
            """, valueName: "[name=]file"))
    var policies: [NamedFile] = []

    @Option(
        name: .customLong("quote-collateral"),
        help: ArgumentHelp(
            "Intel's collateral for those quotes, as `attest verify --collateral` takes it; read anew for each.",
            valueName: "file"))
    var collateral: String?

    @Option(
        name: .customLong("quote-pccs"),
        help: ArgumentHelp("Fetch the collateral for those quotes from this PCCS.", valueName: "url"))
    var pccs: String?

    @Option(
        name: .customLong("quote-pccs-ca"),
        help: ArgumentHelp("Trust this CA (PEM) for that PCCS instead of the system's.", valueName: "file"))
    var authority: String?

    func validate() throws {
        guard collateral == nil || pccs == nil else {
            throw ValidationError("Give --quote-collateral or --quote-pccs, not both.")
        }
        guard authority == nil || pccs != nil else { throw ValidationError("--quote-pccs-ca needs --quote-pccs.") }
        guard policies.isEmpty == (collateral == nil && pccs == nil) else {
            throw ValidationError("--quote-policy and --quote-collateral or --quote-pccs need each other.")
        }
        guard Set(policies.map(\.name)).count == policies.count else {
            throw ValidationError("Give each --quote-policy a name of its own; one may have none.")
        }
    }

    /// What was asked for; nil when nothing was.
    /// - Throws: `CommandError` for a policy that cannot be read now.
    func appraisal() throws -> QuoteAppraisal? {
        guard !policies.isEmpty else { return nil }
        var sources: [String: QuoteAppraisal.PolicySource] = [:]
        for policy in policies {
            _ = try AppraisalPolicyFile.read(policy.file)
            sources[policy.name] = { try AppraisalPolicyFile.read(policy.file) }
        }
        return QuoteAppraisal(policies: sources, collateral: collateralSource())
    }

    private func collateralSource() -> QuoteAppraisal.CollateralSource {
        if let collateral {
            return { _ in
                try Collateral(json: try InputFile.read(collateral, limit: EvidenceOptions.collateralLimit))
            }
        }
        // Shorter than for a person: a silent PCCS keeps a worker from other requests.
        let fetch = CollateralFetch(base: pccs ?? "", authority: authority, timeout: .seconds(5))
        return { quote in
            guard let collateral = try await fetch.collateral(for: quote) else {
                throw AppraisalError(.missingCollateral, "The PCCS has nothing for such a quote.")
            }
            return collateral
        }
    }
}

/// `FILE` or `NAME=FILE`.
struct NamedFile: ExpressibleByArgument, Sendable {
    /// Empty when none was given.
    let name: String
    let file: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].contains("/") else {
            (name, file) = ("", argument)
            return
        }
        guard !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (name, file) = (parts[0], parts[1])
    }
}
