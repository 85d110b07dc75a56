internal import Synchronization
internal import TPM2

/// What a TPM, or whoever stands before it, answers.
extension FuzzTarget {
    /// The answers of one operation, one behind the other; the corpus has those of swtpm to these very commands.
    package static let tpm = FuzzTarget("tpm") { bytes in
        let index = CounterIndex(handle: 0x0180_00AA, secret: fixedBytes(CounterIndex.secretLength))
        let operations: [(TPMCounter) throws -> UInt64] = [
            { try $0.make(index).value }, { try $0.value(of: index) }, { try $0.increment(index) },
        ]
        for operation in operations {
            guard let value = try? operation(TPMCounter(AnswerScript(bytes), random: fixedBytes)) else { continue }
            require((1...2).contains(value), "no other value has an HMAC under the secret")
        }
    }

    /// The same bytes at each call, as at the recording.
    @Sendable private static func fixedBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) }
    }
}

/// Gives answers cut out of one run of bytes by the lengths in them, then nothing more.
private final class AnswerScript: TPMTransport {
    private let rest: Mutex<ArraySlice<UInt8>>

    init(_ bytes: [UInt8]) { rest = Mutex(bytes[...]) }

    func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8] {
        let answer = rest.withLock { rest in
            let length = rest.dropFirst(2).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            defer { rest = rest.dropFirst(max(length, 1)) }
            return Array(rest.prefix(length))
        }
        guard !answer.isEmpty else { throw .unreachable("nothing is left") }
        return answer
    }
}
