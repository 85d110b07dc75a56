internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DoctorCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what an enclave needs, and how a running one stands.",
        discussion: """
            Kernel, secret memory, locked memory, hardware, clock, permissions, disk, and the enclave when one answers. \
            Exit status 1 when something is an error.
            """)

    @Option(help: "Where quickstart or start keep an enclave.") var directory = Installation.usualDirectory
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let address = try enclave.resolved()
        var items = HostDiagnosis.all()
        items.append(FileDiagnosis.socket(address))
        items += FileDiagnosis.directory(directory)
        items.append(FileDiagnosis.disk(items.contains { $0.id == "permissions" } ? directory : "."))
        items += try await enclaveItems(address)
        let isFailure = items.contains { $0.level == .error }
        var table = Table("CHECK", "LEVEL", "FINDING")
        for item in items {
            table.add(item.id, item.level.rawValue, item.message)
            if !item.remedy.isEmpty { table.add("", "", "-> " + item.remedy) }
        }
        var report = Report.list(items.map(\.json), next: nil, table: table)
        report.isFailure = isFailure
        return report
    }

    private func enclaveItems(_ address: EnclaveAddress) async throws -> [Diagnosis] {
        do {
            let configuration = try await enclave.configuration()
            return try await EnclaveClient.withConnection(to: address, configuration: configuration) { client in
                let status = try await client.call(StatusRequest())
                var found = EnclaveDiagnosis.all(client.hello, status)
                let domain = try await DomainDiagnosis.ask(client)
                found += try await BackupDiagnosis.ask(client, status, isAlone: domain.isEmpty) + domain
                return found + (try await EvidenceDiagnosis.ask(client).map { [$0] } ?? [])
            }
        } catch let error as EnclaveClientError {
            return [EnclaveDiagnosis.unreachable(error)]
        }
    }
}
