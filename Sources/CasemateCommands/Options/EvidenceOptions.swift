internal import ArgumentParser
internal import Attestation

/// The evidence and what it is judged with.
struct EvidenceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A quote, SEV-SNP report, HCL blob or RA-TLS certificate; its kind is found by content. - is stdin.",
            valueName: "file"))
    var evidence: String

    @Option(
        help: ArgumentHelp("Intel's collateral, as JSON with the names of dcap-qvl's collateral.", valueName: "file"))
    var collateral: String?

    @Option(help: ArgumentHelp("Fetch the collateral from this PCCS.", valueName: "url"))
    var pccs: String?

    @Option(
        name: .customLong("pccs-ca"),
        help: ArgumentHelp("Trust this CA (PEM) for the PCCS instead of the system's.", valueName: "file"))
    var authority: String?

    @Option(
        name: .customLong("certificate"),
        help: ArgumentHelp(
            "Certificates of AMD's chain, DER or PEM; repeat it, in any order. AMD's revocation lists are taken too.",
            valueName: "file"))
    var certificates: [String] = []

    @Option(
        help: ArgumentHelp(
            "The services manifest that came with the report of an SEV-SNP guest's SVSM.", valueName: "file"))
    var manifest: String?

    @Option(
        help: ArgumentHelp(
            "Trust this root certificate instead of those of Intel and AMD.", valueName: "file"))
    var root: String?

    @Option(
        name: .customLong("root-sha256"),
        help: ArgumentHelp("As --root, by the SHA-256 of the root's DER.", valueName: "hex"))
    var rootDigest: HexBytes?

    func validate() throws {
        guard collateral == nil || pccs == nil else {
            throw ValidationError("Give --collateral or --pccs, not both.")
        }
        guard root == nil || rootDigest == nil else { throw ValidationError("Give --root or --root-sha256, not both.") }
        guard rootDigest.map({ TrustAnchor(fingerprint: $0.bytes) != nil }) ?? true else {
            throw ValidationError("--root-sha256 must be 64 hexadecimal digits.")
        }
        guard authority == nil || pccs != nil else { throw ValidationError("--pccs-ca needs --pccs.") }
    }
}
