internal import ArgumentParser
internal import PCSStandIn

/// Which answers the stand-in gives, and the load therefore expects.
struct AnswerOptions: ParsableArguments {
    @Option(help: "A folder of answers recorded in 2023.") var recorded2023: String?
    @Option(help: "A folder of answers recorded in 2025.") var recorded2025: String?
    @Option(help: "A vector's collateral.json; later ones stand in front.") var collateral: [String] = []
    @Option(help: "So many made TCB infos.") var made = 0

    func answers() throws -> StandInAnswers {
        var answers = StandInAnswers.made(count: made)
        if let recorded2025 { answers.merge(try StandInAnswers.recorded2025(recorded2025)) }
        if let recorded2023 { answers.merge(try StandInAnswers.recorded2023(recorded2023)) }
        for path in collateral { answers.merge(try StandInAnswers.collateral(path)) }
        return answers
    }
}
