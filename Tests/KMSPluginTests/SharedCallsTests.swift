import Synchronization
import Testing

@testable import KMSPlugin

@Suite("Calls that share an answer")
struct SharedCallsTests {
    private let calls = SharedCalls<Int, Int>()
    private let asked = Counting()

    private final class Counting: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    private func ask(_ question: Int, failing: Bool = false) async -> Result<Int, KMSError> {
        do throws(KMSError) {
            return .success(
                try await calls.value(for: question) { () async throws(KMSError) in
                    asked.add()
                    try? await Task.sleep(for: .milliseconds(300))
                    if failing { throw KMSError.notAuthentic }
                    return question * 2
                })
        } catch {
            return .failure(error)
        }
    }

    @Test("Forty callers of one question ask once, and all get the answer")
    func one() async {
        let answers = await withTaskGroup { group in
            for _ in 0..<40 { group.addTask { await ask(21) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 40)
        #expect(answers.allSatisfy { $0 == .success(42) })
        #expect(asked.value == 1)
    }

    @Test("An error is shared too, and the next caller asks again")
    func errors() async {
        async let first = ask(1, failing: true)
        async let second = ask(1, failing: true)
        #expect(await [first, second] == [.failure(.notAuthentic), .failure(.notAuthentic)])
        #expect(await ask(1) == .success(2))
    }

    @Test("Other questions do not wait")
    func others() async {
        async let first = ask(1)
        async let second = ask(2)
        #expect(await [first, second] == [.success(2), .success(4)])
        #expect(asked.value == 2)
    }
}
