/// Known-answer tests that run before a key is touched: the enclave refuses to start when one fails.
package enum SelfTests {
    /// The name of the first test that fails, or nil when all pass. Takes about 10 ms.
    package static func firstFailure() -> String? { firstFailure(of: all) }

    /// The names of all tests, in the order they run.
    package static var names: [String] { all.map(\.name) }

    struct KnownAnswer: Sendable {
        let name: String
        /// Whether the answer is the known one; an error counts as a failure.
        let isRight: @Sendable () throws -> Bool
    }

    static let all = digests + symmetric + curves + rsa + sealing

    static func firstFailure(of tests: [KnownAnswer]) -> String? {
        tests.first { (try? $0.isRight()) != true }?.name
    }
}
