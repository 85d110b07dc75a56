internal import ArgumentParser
internal import KMIP

/// Where the KMIP server is and who we are to it.
struct KMIPOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server; port 5696 unless given.", valueName: "host[:port]")) var server: KMIPPeer
    @Option(help: ArgumentHelp("The authorities of its certificate, PEM.", valueName: "file")) var ca: String
    @Option(help: ArgumentHelp("Our certificate, leaf first, PEM.", valueName: "file")) var certificate: String
    @Option(help: ArgumentHelp("Its key, PEM.", valueName: "file")) var key: String
    @Option(
        name: .customLong("kmip-version"),
        help: ArgumentHelp("2.0, 1.4, 1.3 or 1.2 and no other; else the best both know.", valueName: "version"))
    var version: KMIPVersion?
    @Option(help: "Longest wait for a connection and for an answer.") var timeout = TimeSpan(seconds: 10)

    /// Makes one call, or a few, and ends the connection.
    func perform<Result: Sendable>(
        _ body: (KMIPClient) async throws(KMIPError) -> Result
    ) async throws(CommandError) -> Result {
        var configuration = KMIPConfiguration(
            host: server.host, port: server.port, authorityFile: ca, certificateFile: certificate, keyFile: key)
        configuration.version = version
        configuration.timeout = .seconds(timeout.seconds)
        do throws(KMIPError) {
            let client = try KMIPClient(configuration)
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            throw CommandError(error)
        }
    }
}

/// The server as an argument.
extension KMIPPeer: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

extension KMIPVersion: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

/// The identifier of a key on the server.
extension KMIPIdentifier: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

extension CommandError {
    init(_ error: KMIPError) {
        self.init(code: "kmip-\(error.code.name)", message: error.message, remedy: error.remedy, cause: error)
    }
}
