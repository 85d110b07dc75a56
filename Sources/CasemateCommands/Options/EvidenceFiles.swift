internal import ArgumentParser
internal import EnclaveProtocol

/// Where evidence and what belongs to it go.
struct EvidenceFiles: ParsableArguments {
    @Option(help: ArgumentHelp("Where the evidence goes: the quote or report as it is.", valueName: "file"))
    var out: String?
    @Option(
        name: .customLong("collateral-out"),
        help: ArgumentHelp(
            """
            Where the collateral goes: the JSON that `attest verify --collateral` takes; of an SNP report its \
            certificates, PEM, for --certificate.
            """, valueName: "file"))
    var collateral: String?
    @Option(
        name: .customLong("root-out"),
        help: ArgumentHelp(
            "Where the software root's certificate goes: PEM, or DER when the name ends in .der.", valueName: "file"))
    var root: String?

    @Option(
        name: .customLong("manifest-out"),
        help: ArgumentHelp(
            "Where an SVSM's services manifest goes, for `attest verify --manifest`.", valueName: "file"))
    var manifest: String?

    func write(_ answer: EvidenceAnswer) throws(CommandError) {
        if let collateral { try OutputFile.write(try Self.collateral(of: answer), to: collateral) }
        if let root {
            guard !answer.root.isEmpty else { throw .notHandedOut("root", "the vendor's root is built in") }
            let isDER = root.hasSuffix(".der")
            try OutputFile.write(
                isDER ? answer.root : Array(PEMFile.text(answer.root, PEMFile.certificate).utf8), to: root)
        }
        if let manifest {
            guard !answer.manifest.isEmpty else { throw .notHandedOut("manifest", "only an SVSM has one") }
            try OutputFile.write(answer.manifest, to: manifest)
        }
        if let out { try OutputFile.write(answer.evidence, to: out) }
    }

    private static func collateral(of answer: EvidenceAnswer) throws(CommandError) -> [UInt8] {
        if !answer.collateral.isEmpty { return answer.collateral }
        guard !answer.certificates.isEmpty else {
            throw .notHandedOut("collateral", "give --pccs to `attest verify`, or fetch it from there")
        }
        return Array(CAReport.pem(answer.certificates).utf8)
    }
}

extension CommandError {
    fileprivate static func notHandedOut(_ what: String, _ instead: String) -> CommandError {
        CommandError(
            code: "not-available", message: "This platform hands out no \(what) with its evidence.",
            remedy: "Leave --\(what)-out away: \(instead).")
    }
}
