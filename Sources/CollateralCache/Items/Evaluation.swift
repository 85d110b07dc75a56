/// Which of Intel's published TCB evaluations a document should be of.
package enum Evaluation: Hashable, Sendable {
    /// Intel's usual time after publication, or at once.
    case standard, early
    /// One `tcbEvaluationDataNumber`.
    case number(UInt32)

    /// The query of Intel's interface.
    var query: String {
        switch self {
        case .standard: "update=standard"
        case .early: "update=early"
        case .number(let number): "tcbEvaluationDataNumber=\(number)"
        }
    }
}
