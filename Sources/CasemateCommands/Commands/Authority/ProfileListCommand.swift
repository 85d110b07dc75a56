internal import ArgumentParser
internal import EnclaveProtocol
internal import X509Core

struct ProfileListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the profiles.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let profiles = try await ProfileStore.all(enclave)
        var table = Table("NAME", "LONGEST", "USUAL", "NAMES", "USAGES")
        for profile in profiles {
            table.add(
                profile.name, TimeSpan.text(profile.maximumLifetime), TimeSpan.text(profile.defaultLifetime),
                profile.names.map(\.text).joined(separator: " "),
                profile.allowedUsages.map(\.rawValue).sorted().joined(separator: ", "))
        }
        return .list(profiles.map(ProfileJSON.write), next: nil, table: table)
    }
}

struct ProfileShowCommand: CasemateCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a profile as JSON.")

    @Argument(help: "The profile's name.") var name: String
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        guard let profile = try await ProfileStore.all(enclave).first(where: { $0.name == name }) else {
            throw CommandError(
                code: "not-found", message: "There is no profile \(name).", remedy: "See casemate profile list.")
        }
        let json = ProfileJSON.write(profile)
        return Report(json: json, text: json.text)
    }
}

/// The enclave's profiles.
enum ProfileStore {
    static func all(_ enclave: EnclaveOptions) async throws -> [CertificateProfile] {
        try await enclave.call(ProfileList()).profiles.map { blob throws(CommandError) in
            do throws(X509Error) {
                return try CertificateProfile(decoding: blob.bytes)
            } catch {
                throw CommandError(error)
            }
        }
    }
}

extension CommandError {
    /// What X509Core says.
    init(_ error: X509Error) {
        self.init(code: error.code, message: error.message, remedy: "", cause: error)
    }
}
