internal import ArgumentParser
internal import EnclaveProtocol

struct CAIssueCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Issue a certificate for a PKCS#10.",
        discussion: """
            Writes the chain in PEM, leaf first, the root omitted, to --out or stdout.

            Usage words are those of Kubernetes: "digital signature", "key encipherment", "server auth", "client auth", \
            "code signing", "email protection" and so on; none means the profile's.

            Example:
              casemate ca issue mesh --csr web.csr --usage "server auth" "client auth" --lifetime 24h
            """)

    @Argument(help: "The authority.") var name: String
    @Option(help: ArgumentHelp("The PKCS#10, PEM or DER; - is stdin.", valueName: "file")) var csr: String
    @Option(help: ArgumentHelp("The profile; the authority's first without it.", valueName: "name"))
    var profile: String?
    @Option(help: "How long it should be valid; clamped to the profile and the authority.") var lifetime: TimeSpan?
    @Option(name: .customLong("usage"), parsing: .upToNextOption, help: ArgumentHelp("Usage words.", valueName: "word"))
    var usages: [String] = []
    @Option(help: ArgumentHelp("Who asked, for the audit.", valueName: "name")) var requester: String = ""
    @Option(help: ArgumentHelp("Where the chain goes.", valueName: "file")) var out: String?
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = CAIssue(
            name: name, request: try PEMFile.certificateRequest(in: csr), profile: profile ?? "",
            lifetime: lifetime?.seconds ?? 0, usages: usages, requester: requester)
        let issued = try await enclave.call(request, signedBy: administrators)
        let chain = CAReport.pem(issued.chain)
        if let out { try OutputFile.write(chain, to: out) }
        return Report(json: Self.json(issued), text: out == nil ? chain : Self.text(issued))
    }

    static func json(_ issued: CAIssueAnswer) -> JSONValue {
        [
            "serial": .string(Hex.encode(issued.serial)),
            "certificate": .optional(issued.chain.first.map { PEMFile.text($0.bytes, PEMFile.certificate) }),
            "chain": .string(CAReport.pem(issued.chain)),
            "notBefore": Timestamp.json(issued.notBefore),
            "notAfter": Timestamp.json(issued.notAfter),
            "fingerprint": .string(Hex.encode(issued.fingerprint)),
        ]
    }

    private static func text(_ issued: CAIssueAnswer) -> String {
        FactList.text([
            ("serial", Hex.encode(issued.serial)),
            ("not before", RFC3339.text(issued.notBefore)),
            ("not after", RFC3339.text(issued.notAfter)),
            ("fingerprint", Hex.encode(issued.fingerprint)),
        ])
    }
}
