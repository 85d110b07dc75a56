/// Known-answer tests that run before a key is touched: the enclave refuses to start when one fails.
package enum SelfTests {
    /// Parts of about the same length, each about 10 ms, that may run beside each other.
    package enum Part: Sendable, CaseIterable {
        /// Signatures and agreement on curves.
        case curves
        /// Digests, ciphers, RSA, sealing.
        case others

        var tests: [KnownAnswer] {
            switch self {
            case .curves: SelfTests.curves
            case .others: digests + symmetric + rsa + sealing
            }
        }

        /// The name of the first test that fails, or nil when all pass.
        package func firstFailure() -> String? { SelfTests.firstFailure(of: tests) }
    }

    /// The name of the first test of all that fails, or nil.
    package static func firstFailure() -> String? { firstFailure(of: all) }

    /// The names of all tests.
    package static var names: [String] { all.map(\.name) }

    struct KnownAnswer: Sendable {
        let name: String
        /// Whether the answer is the known one; an error counts as a failure.
        let isRight: @Sendable () throws -> Bool
    }

    static let all = Part.allCases.flatMap(\.tests)

    static func firstFailure(of tests: [KnownAnswer]) -> String? {
        tests.first { (try? $0.isRight()) != true }?.name
    }
}
