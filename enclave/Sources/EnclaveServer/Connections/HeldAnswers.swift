internal import EnclaveCore
internal import EnclaveProtocol

/// A request that was carried out or queued, and is not answered yet.
struct RequestKey: Hashable, Sendable {
    var connection: ConnectionAddress
    var requestID: UInt64
}

/// An answer that waits until the record it depends on is durable.
struct HeldAnswer: Sendable {
    /// The record.
    var number: UInt64
    var key: RequestKey
    var operation: UInt16
    var reply: Reply

    /// What it is counted as, in bytes.
    var size: Int {
        switch reply {
        case .answer(let body): body.count + 128
        case .refusal: 512
        }
    }
}

/// Answers in the order of the records they wait for.
struct HeldAnswers {
    private var answers: [HeldAnswer] = []
    private var head = 0
    /// What all of them are counted as.
    private(set) var bytes = 0

    var isEmpty: Bool { head == answers.count }
    var count: Int { answers.count - head }
    /// The first record waited for.
    var firstNumber: UInt64? { isEmpty ? nil : answers[head].number }

    /// Adds an answer. Numbers mostly rise, so its place is looked for from the end.
    mutating func insert(_ answer: HeldAnswer) {
        var place = answers.count
        while place > head, answers[place - 1].number > answer.number { place -= 1 }
        answers.insert(answer, at: place)
        bytes += answer.size
    }

    /// Takes the first answer when its record is not beyond `durable`.
    mutating func next(upTo durable: UInt64) -> HeldAnswer? {
        guard !isEmpty, answers[head].number <= durable else { return nil }
        let answer = answers[head]
        bytes -= answer.size
        head += 1
        if head >= 64, head * 2 >= answers.count {
            answers.removeFirst(head)
            head = 0
        }
        return answer
    }

    /// Drops all of them.
    mutating func removeAll() { self = HeldAnswers() }
}
