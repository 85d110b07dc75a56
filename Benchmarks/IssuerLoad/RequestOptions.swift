internal import ArgumentParser
internal import FoundationEssentials

/// What is asked for, and of whom.
struct RequestOptions: ParsableArguments {
    @Option(help: "A PKCS#10, PEM.") var request: String
    @Option(help: "For example tcsclusterissuer.tcs.intel.com/NAME.") var signer: String

    func encodedRequest() throws -> String {
        try Data(contentsOf: URL(filePath: request)).base64EncodedString()
    }
}
