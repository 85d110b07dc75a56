import EnclaveProtocol
import Foundation
import Synchronization
import TPM2
import Testing

/// Commands and answers of one operation against swtpm 0.7.1 (libtpms 0.9.2), with this side's random bytes fixed.
///
/// A line begins with `>` for a command, `<` for its answer. `CASEMATE_RECORD_TPM=1` has `SwtpmTests` write them anew.
struct Recording: Sendable {
    enum Operation: String, CaseIterable { case make, value, increment }

    struct Step: Sendable, Equatable {
        let command: [UInt8]
        var answer: [UInt8]
    }

    /// The index the recordings are of.
    static let index = CounterIndex(handle: 0x0180_00AA, secret: fixedBytes(32))

    var steps: [Step]

    init(steps: [Step]) { self.steps = steps }

    init(_ operation: Operation) throws {
        let lines = try String(contentsOfFile: Self.path(operation), encoding: .utf8).split(separator: "\n")
        let bytes = try lines.map { try #require(Hex.decode(String($0.dropFirst(2)))) }
        steps = stride(from: 0, to: bytes.count, by: 2).map { Step(command: bytes[$0], answer: bytes[$0 + 1]) }
    }

    /// Which commands these are, in their order: bytes 6 to 9 of each.
    var codes: [[UInt8]] { steps.map { Array($0.command.dropFirst(6).prefix(4)) } }

    func write(_ operation: Operation) throws {
        let lines = steps.flatMap { ["> " + Hex.encode($0.command), "< " + Hex.encode($0.answer)] }
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: Self.path(operation), atomically: true, encoding: .utf8)
    }

    private static func path(_ operation: Operation) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Recordings/\(operation.rawValue).txt").path
    }

    /// The operation on what was recorded.
    func play(_ operation: Operation) throws -> UInt64 {
        try operation.run(TPMCounter(Player(steps: steps), random: fixedBytes))
    }
}

extension Recording.Operation {
    func run(_ counter: TPMCounter) throws -> UInt64 {
        switch self {
        case .make: try counter.make(Recording.index).value
        case .value: try counter.value(of: Recording.index)
        case .increment: try counter.increment(Recording.index)
        }
    }
}

/// Gives recorded answers, and only to the commands they were given to.
final class Player: TPMTransport {
    private let steps: Mutex<ArraySlice<Recording.Step>>

    init(steps: [Recording.Step]) { self.steps = Mutex(steps[...]) }

    /// Gives the answers to whatever is asked.
    convenience init(answers: [[UInt8]]) { self.init(steps: answers.map { .init(command: [], answer: $0) }) }

    func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8] {
        guard let step = steps.withLock({ $0.popFirst() }) else { throw .unreachable("the recording ended") }
        guard step.command.isEmpty || step.command == command else {
            throw .unreachable("another command than was recorded")
        }
        return step.answer
    }
}

/// Keeps what passes.
final class Recorder: TPMTransport {
    private let transport: any TPMTransport
    private let kept = Mutex<[Recording.Step]>([])

    init(_ transport: any TPMTransport) { self.transport = transport }

    var recording: Recording { Recording(steps: kept.withLock { $0 }) }

    func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8] {
        let answer = try transport.exchange(command)
        kept.withLock { $0.append(.init(command: command, answer: answer)) }
        return answer
    }
}

/// The same bytes at each call.
@Sendable func fixedBytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) } }
