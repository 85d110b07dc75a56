internal import ArgumentParser
internal import EnclaveClient
internal import FoundationEssentials

/// Who signs the request.
struct AdministratorOptions: ParsableArguments {
    @Option(
        name: .customLong("administrator-key"),
        help: ArgumentHelp(
            """
            An administrator's private key (PEM, Ed25519 or P-256) that signs the request; repeat it to reach the \
            threshold. CASEMATE_ADMINISTRATOR_KEY names one.
            """, valueName: "file"))
    var files: [String] = []

    /// The keys, read from their files.
    func keys() throws -> [AdministratorKey] {
        var names = files
        if names.isEmpty, let name = ProcessInfo.processInfo.environment["CASEMATE_ADMINISTRATOR_KEY"], !name.isEmpty {
            names = [name]
        }
        return try names.map(Self.read)
    }

    private static func read(_ name: String) throws(CommandError) -> AdministratorKey {
        let text = String(decoding: try InputFile.read(name, limit: 1 << 16), as: UTF8.self)
        do throws(EnclaveClientError) {
            return try AdministratorKey(pem: text)
        } catch {
            throw CommandError(
                code: error.code.name, message: "\(name): \(error.message)", remedy: error.remedy, cause: error)
        }
    }
}
