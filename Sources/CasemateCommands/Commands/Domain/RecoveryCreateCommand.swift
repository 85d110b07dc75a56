internal import ArgumentParser
internal import EnclaveProtocol

struct RecoveryCreateCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make recovery shares, each encrypted to its holder.",
        discussion: """
            Writes NAME.share for each holder. A holder's key is P-256: openssl genpkey -algorithm EC -pkeyopt \
            ec_paramgen_curve:P-256. Needs an administrator's signature.
            """)

    /// A holder: a name and the file of its public key.
    struct Holder: ExpressibleByArgument, Sendable {
        let name: String
        let file: String

        init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, NameLimits.isValid(parts[0]), !parts[0].contains("/") else { return nil }
            (name, file) = (parts[0], parts[1])
        }
    }

    @Option(help: "How many shares open the domain.") var threshold: UInt8
    @Option(
        name: .customLong("holder"),
        help: ArgumentHelp("A holder and its public key; repeat it.", valueName: "name=file"))
    var holders: [Holder]
    @Option(help: ArgumentHelp("Where the share files go.", valueName: "directory")) var outDirectory = "."
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard Set(holders.map(\.name)).count == holders.count else { throw ValidationError("A holder is named twice.") }
        guard (1...16).contains(holders.count), (1...holders.count).contains(Int(threshold)) else {
            throw ValidationError("Give 1 to 16 holders and a threshold of 1 to their number.")
        }
    }

    func perform() async throws -> Report {
        let recipients = try holders.map { holder in
            RecoveryHolder(name: holder.name, publicKey: try PEMFile.publicKey(in: holder.file))
        }
        try OutputFile.prepareDirectory(outDirectory)
        let names = holders.map { "\(outDirectory)/\($0.name).share" }
        // New shares void those of before: what can go wrong here goes wrong first.
        let files = try names.map { try ReservedFile($0, room: Self.room, .owner) }
        let answer = try await enclave.call(
            RecoveryCreate(threshold: threshold, holders: recipients), signedBy: administrators)
        guard answer.shares.count == holders.count else {
            throw CommandError(
                code: "protocol-violation", message: "The enclave made \(answer.shares.count) shares.", remedy: "")
        }
        for (file, share) in zip(files, answer.shares) { try Self.write(share.bytes, to: file) }
        let items = zip(holders, names).map { holder, name -> JSONValue in
            ["holder": .string(holder.name), "file": .string(name)]
        }
        return Report(
            json: [
                "setId": .string(answer.setID.description), "threshold": .integer(Int64(threshold)),
                "shares": .array(items),
            ],
            text: "Wrote \(items.count) shares of set \(answer.setID); \(threshold) of them open the domain.")
    }

    /// More than a share has, in bytes.
    private static let room = 4096

    private static func write(_ share: [UInt8], to file: ReservedFile) throws(CommandError) {
        do throws(CommandError) {
            try file.write(share)
        } catch {
            throw CommandError(
                code: error.code, message: error.message,
                remedy: "Run it again: that makes new shares, and these are void.", cause: error)
        }
    }
}
