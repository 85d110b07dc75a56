internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainRekeyCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Make a new domain key: recovery shares and backups of before are void.",
        discussion: """
            Asked at the lead, or at an enclave that is in no domain. What is written from then on is under the new key, \
            and what was written before is written anew, at every member. Do it when shares may have come into wrong \
            hands. Keys and certificates stay as they are.

            Afterwards nothing but the platform opens the state: make new shares at once.

            Needs an administrator's signature.

            Example:
              casemate domain rekey --administrator-key admin.key
              casemate domain recovery create --threshold 2 --holder ann=ann.pem --holder bob=bob.pem …
            """)

    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let keys = try administrators.keys()
        return try await enclave.withClient { client in
            let changed = try await client.call(DomainRekey(), authorizedBy: keys)
            return Report(
                json: [
                    "domainKeyGeneration": .integer(Int64(changed.generation)),
                    "downtimeMicroseconds": .integer(Int64(clamping: changed.downtime)),
                ],
                text: """
                    The domain key was changed, for the \(Self.ordinal(changed.generation)) time; everything else waited \
                    for \(changed.downtime) µs.
                    Recovery shares and backups of before are void. Make new ones: casemate domain recovery create, \
                    casemate backup create.
                    """)
        }
    }

    private static func ordinal(_ number: UInt32) -> String {
        switch (number % 10, number % 100) {
        case (_, 11...13): "\(number)th"
        case (1, _): "\(number)st"
        case (2, _): "\(number)nd"
        case (3, _): "\(number)rd"
        default: "\(number)th"
        }
    }
}
