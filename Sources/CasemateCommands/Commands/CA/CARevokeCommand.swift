internal import ArgumentParser
internal import EnclaveProtocol

struct CARevokeCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a certificate; `ca crl` then lists it.")

    /// CRLReason of RFC 5280 §5.3.1, less those that only delta CRLs use.
    enum Reason: String, CaseIterable, ExpressibleByArgument {
        case unspecified
        case keyCompromise = "key-compromise"
        case caCompromise = "ca-compromise"
        case affiliationChanged = "affiliation-changed"
        case superseded
        case cessationOfOperation = "cessation-of-operation"
        case privilegeWithdrawn = "privilege-withdrawn"

        var code: UInt8 {
            switch self {
            case .unspecified: 0
            case .keyCompromise: 1
            case .caCompromise: 2
            case .affiliationChanged: 3
            case .superseded: 4
            case .cessationOfOperation: 5
            case .privilegeWithdrawn: 9
            }
        }
    }

    @Argument(help: "The authority.") var name: String
    @Option(help: ArgumentHelp("The certificate's serial.", valueName: "hex")) var serial: HexBytes
    @Option(help: "Why.") var reason = Reason.unspecified
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let request = CARevoke(name: name, serial: serial.bytes, reason: reason.code)
        _ = try await enclave.call(request, signedBy: administrators)
        let text = Hex.encode(serial.bytes)
        return .done(
            "Revoked \(text).",
            ["name": .string(name), "serial": .string(text), "reason": .string(reason.rawValue), "revoked": true])
    }
}
