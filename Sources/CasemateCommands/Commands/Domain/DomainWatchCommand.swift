internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch the domain: members, term, lag, evidence, refusals.",
        discussion: """
            Drawn again each second; q or ctrl-C ends it. Where stdout is no terminal, a line each second.
            """)

    private static let interval = Duration.seconds(1)
    private static let keyInterval = Duration.milliseconds(100)

    @Option(help: "End after so many looks; 0 for never.") var count: UInt32 = 0
    @OptionGroup var enclave: EnclaveOptions

    func run() async throws {
        let link = ReconnectingClient(to: try enclave.resolved(), configuration: try await enclave.configuration())
        defer { link.close() }
        if let terminal = Terminal.take() { try await watch(link, on: terminal) } else { try await report(link) }
    }

    private func watch(_ link: ReconnectingClient, on terminal: borrowing Terminal) async throws {
        var looks: UInt32 = 0
        repeat {
            let next = ContinuousClock.now + Self.interval
            switch await look(link) {
            case .success(let view): terminal.show(view.screen + ["", "q ends"])
            case .failure(let error): terminal.show(["\(error.message)", error.remedy, "", "q ends"])
            }
            while ContinuousClock.now < next {
                if terminal.wantsToEnd() { return }
                try await Task.sleep(for: Self.keyInterval)
            }
            looks += 1
        } while looks != count
    }

    private func report(_ link: ReconnectingClient) async throws {
        var looks: UInt32 = 0
        repeat {
            if looks > 0 { try await Task.sleep(for: Self.interval) }
            switch await look(link) {
            case .success(let view): Console.out(view.line)
            case .failure(let error): Console.out("\(RFC3339.text(Timestamp.now)) \(error.message)")
            }
            looks += 1
        } while looks != count
    }

    private func look(_ link: ReconnectingClient) async -> Result<DomainView, EnclaveClientError> {
        do throws(EnclaveClientError) {
            return .success(DomainView(try await link.call(DomainStatusRequest())))
        } catch {
            return .failure(error)
        }
    }
}
