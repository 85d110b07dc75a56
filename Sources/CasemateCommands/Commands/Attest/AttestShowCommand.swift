internal import ArgumentParser
internal import Attestation
internal import EnclaveProtocol

struct AttestShowCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Explain evidence field by field; verifies nothing.",
        discussion: """
            Says what each field is and, for the platform, what its measurements cover. Whoever made the file may have \
            written anything into it: only `casemate attest verify` says whether it is genuine.
            """)

    @Option(
        help: ArgumentHelp("A quote, SEV-SNP report, HCL blob or RA-TLS certificate; - is stdin.", valueName: "file"))
    var evidence: String

    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let bytes = try InputFile.read(evidence, limit: 1 << 20)
        do {
            let reading = try EvidenceReading(bytes)
            return Report(json: Self.json(reading), text: Self.text(reading))
        } catch {
            throw CommandError(
                code: error.code.rawValue, message: error.message,
                remedy: "Give the evidence as its platform made it, in binary; a certificate may be PEM.", cause: error)
        }
    }

    private static func json(_ reading: EvidenceReading) -> JSONValue {
        [
            "kind": .optional(reading.shape.kind?.rawValue), "container": .string(reading.shape.container.rawValue),
            "verified": false, "debug": .bool(reading.debug), "reportData": .string(Hex.encode(reading.reportData)),
            "frame": .claims(reading.frame), "measurements": .claims(reading.measurements),
            "platformInfo": .claims(reading.platformInfo),
            "covers": .optional(reading.shape.kind.map(ClaimMeaning.coverage)),
            "meanings": .object(
                (reading.frame + reading.measurements + reading.platformInfo).compactMap { claim in
                    ClaimMeaning.of(claim.name, reading.shape.kind).map {
                        JSONValue.Member(name: claim.name, value: .string($0))
                    }
                }),
        ]
    }

    private static func text(_ reading: EvidenceReading) -> String {
        let kind = reading.shape.kind
        var lines = [
            "\(kind?.rawValue ?? "unknown"), as \(reading.shape.container.rawValue). Nothing here is verified.", "",
        ]
        for (title, claims) in [
            ("Evidence", reading.frame), ("Measurements", reading.measurements), ("Machine", reading.platformInfo),
        ] where !claims.isEmpty {
            lines.append(title)
            for claim in claims { lines += describe(claim.name, claim.value, kind) }
            lines.append("")
        }
        lines += describe("reportData", .bytes(reading.reportData), kind)
        lines += ["", "What it covers", "  " + (kind.map(ClaimMeaning.coverage) ?? "")]
        return lines.joined(separator: "\n")
    }

    private static func describe(_ name: String, _ value: Claim.Value, _ kind: EvidenceKind?) -> [String] {
        let line = "  \(name)  \(value)"
        guard let meaning = ClaimMeaning.of(name, kind) else { return [line] }
        return [line, "      \(meaning)"]
    }
}
