internal import ArgumentParser
internal import KMIP

/// Where the KMIP server is and who we are to it.
struct KMIPOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server; port 5696 unless given.", valueName: "host[:port]")) var server: NetworkPeer
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

/// `HOST`, `HOST:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`.
struct NetworkPeer: ExpressibleByArgument, Sendable, Equatable {
    let host: String
    let port: Int

    private static let kmipPort = 5696

    init?(argument: String) {
        let isBracketed = argument.hasPrefix("[")
        let end = isBracketed ? argument.firstIndex(of: "]") : argument.lastIndex(of: ":")
        let name = argument[..<(end ?? argument.endIndex)].drop { $0 == "[" }
        guard !name.isEmpty, isBracketed ? end != nil : !name.contains(":") else { return nil }
        host = String(name)
        let rest = end.map { argument[(isBracketed ? argument.index(after: $0) : $0)...] } ?? ""
        guard !rest.isEmpty else {
            port = Self.kmipPort
            return
        }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        self.port = Int(port)
    }
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
