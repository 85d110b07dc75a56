internal import Synchronization

/// Lets callers who ask the same thing at the same time share one answer: the first asks, the others wait for it.
final class SharedCalls<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    typealias Outcome = Result<Answer, KMSError>
    private typealias Waiter = CheckedContinuation<Outcome?, Never>

    private let waiters = Mutex<[Question: [Waiter]]>([:])

    /// The answer to `question`, from `ask` or from the same call of somebody else.
    func value(
        for question: Question, ask: () async throws(KMSError) -> Answer
    ) async throws(KMSError) -> Answer {
        if let shared = await answerOfAnother(question) { return try shared.get() }
        let outcome: Outcome
        do throws(KMSError) {
            outcome = .success(try await ask())
        } catch {
            outcome = .failure(error)
        }
        let waiting = waiters.withLock { $0.removeValue(forKey: question) ?? [] }
        for waiter in waiting { waiter.resume(returning: outcome) }
        return try outcome.get()
    }

    /// Nil for the first, who must ask.
    private func answerOfAnother(_ question: Question) async -> Outcome? {
        await withCheckedContinuation { (waiter: Waiter) in
            let isFirst = waiters.withLock { waiters in
                guard waiters[question] == nil else {
                    waiters[question]?.append(waiter)
                    return false
                }
                waiters[question] = []
                return true
            }
            if isFirst { waiter.resume(returning: nil) }
        }
    }
}
