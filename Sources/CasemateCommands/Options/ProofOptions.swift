internal import ArgumentParser
internal import EnclaveProtocol

/// What a statement of an enclave is asked with, and where it and its evidence go.
struct ProofOptions: ParsableArguments {
    @Option(help: ArgumentHelp("At most 64 fresh bytes of the verifier, to be found again.", valueName: "hex"))
    var nonce: HexBytes?
    @OptionGroup var evidence: EvidenceFiles
    @Option(
        name: .customLong("statement-out"),
        help: ArgumentHelp("Where the statement goes, for `attest statement --in`.", valueName: "file"))
    var statement: String?

    func validate() throws {
        guard challenge.count <= ProofReportData.longestNonce else {
            throw ValidationError("A nonce has at most \(ProofReportData.longestNonce) bytes.")
        }
    }

    /// The nonce; empty where none is given.
    var challenge: [UInt8] { nonce?.bytes ?? [] }

    func write(_ answer: ProofAnswer) throws(CommandError) {
        if let statement { try OutputFile.write(answer.statement, to: statement) }
        try evidence.write(answer.evidence)
    }
}

extension CommandError {
    /// The enclave's statement is not about what was asked.
    static var foreignStatement: CommandError {
        CommandError(
            code: "protocol-violation", message: "The enclave's statement is not about what was asked.",
            remedy: "Check who answers at this address.")
    }
}
