internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Watch the domain: members, term, lag, evidence, refusals.",
        discussion: """
            Drawn again each second; q or ctrl-C ends it. Where stdout is no terminal, a line each second.

            Exit status 1 when the last of --count looks found no enclave.
            """)

    private static let interval = Duration.seconds(1)
    private static let keyInterval = Duration.milliseconds(100)

    @Option(help: "End after so many looks; 0 for never.") var count: UInt32 = 0
    @OptionGroup var enclave: EnclaveOptions

    func run() async throws {
        let link = ReconnectingClient(to: try enclave.resolved(), configuration: try await enclave.configuration())
        defer { link.close() }
        let isSeen =
            if let terminal = Terminal.take() {
                try await watch(link, on: terminal)
            } else {
                try await report(link)
            }
        guard isSeen else { throw ExitCode.failure }
    }

    /// Whether the last look saw the domain; who ended it by a key has seen enough.
    private func watch(_ link: ReconnectingClient, on terminal: borrowing Terminal) async throws -> Bool {
        for looks: UInt32 in 1... {
            let next = ContinuousClock.now + Self.interval
            let isSeen = await show(link, on: terminal)
            while ContinuousClock.now < next {
                if terminal.wantsToEnd() { return true }
                try await Task.sleep(for: Self.keyInterval)
            }
            if looks == count { return isSeen }
        }
        return true
    }

    private func show(_ link: ReconnectingClient, on terminal: borrowing Terminal) async -> Bool {
        switch await look(link) {
        case .success(let view):
            terminal.show(view.screen + ["", "q ends"])
            return true
        case .failure(let error):
            terminal.show(["\(error.message)", error.remedy, "", "q ends"])
            return false
        }
    }

    /// Whether the last look saw the domain.
    private func report(_ link: ReconnectingClient) async throws -> Bool {
        for looks: UInt32 in 1... {
            let look = await look(link)
            switch look {
            case .success(let view): try Console.out(view.line)
            case .failure(let error):
                try Console.out("\(RFC3339.text(Timestamp.now)) \(error.message) \(error.remedy)")
            }
            if looks == count { return (try? look.get()) != nil }
            try await Task.sleep(for: Self.interval)
        }
        return true
    }

    private func look(_ link: ReconnectingClient) async -> Result<DomainView, EnclaveClientError> {
        do throws(EnclaveClientError) {
            return .success(DomainView(try await link.call(DomainStatusRequest())))
        } catch {
            return .failure(error)
        }
    }
}
