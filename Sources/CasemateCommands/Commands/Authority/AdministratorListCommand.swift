internal import ArgumentParser
internal import Crypto
internal import EnclaveProtocol

struct AdministratorListCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the administrators and how many must sign.")

    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let answer = try await enclave.call(AdministratorsList())
        var table = Table("FINGERPRINT")
        let items = answer.administrators.map { administrator -> JSONValue in
            let fingerprint = Hex.encode(Array(SHA256.hash(data: administrator.bytes)))
            table.add(fingerprint)
            return [
                "fingerprint": .string(fingerprint), "publicKey": .string(Base64.text(administrator.bytes)),
            ]
        }
        var report = Report.list(items, next: nil, table: table)
        report.json = report.json.adding(["threshold": .integer(Int64(answer.threshold))])
        report.text += "\n\(answer.threshold) must sign."
        return report
    }
}
