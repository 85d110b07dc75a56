internal import ArgumentParser
internal import PCSStandIn

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Ask a cache for everything at once and compare every byte.",
        discussion: """
            Writes `at N` to stdout as each tenth of the requests is done, then one JSON object. What was answered once \
            must be answered ever after, whatever is stopped or killed meanwhile; a connection that breaks is tried \
            again for --patience seconds. Exit 1 on any wrong answer or error.
            """)

    @Option(help: "The cache's address: https://HOST:PORT.") var url: String
    @Option(help: "The CA that its certificate is of.") var ca: String
    @Option(help: "How many ask at once.") var clients = 64
    @Option(help: "How many requests in all.") var requests = 10_000
    @Option(help: "So many platforms' PCK certificates.") var platforms = 0
    @Option(help: "Seconds a broken connection is tried again.") var patience = 30
    @Option(help: "Of the whole, so many hundredths of the documents are left for the last fifth.") var late = 10
    @OptionGroup var options: AnswerOptions

    func run() async throws {
        let names = (0..<platforms).map { "10AD\($0)" }
        let expected = ExpectedAnswer.all(try options.answers(), platforms: names)
        let client = try LoadClient(url: url, ca: ca, patience: .seconds(patience))
        let plan = LoadPlan(expected: expected, requests: requests, late: expected.count * late / 100)
        let board = LoadBoard(requests: requests, count: expected.count)
        await withDiscardingTaskGroup { group in
            for _ in 0..<clients { group.addTask { await client.work(plan, board) } }
        }
        try await client.shutdown()
        Output.line(board.report)
        if board.hasFailed { throw ExitCode.failure }
    }
}
