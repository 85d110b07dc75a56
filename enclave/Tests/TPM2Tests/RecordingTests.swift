import EnclaveProtocol
import TPM2
import Testing

/// What swtpm answered, byte for byte and changed.
@Suite("TPM: recorded answers")
struct RecordingTests {
    private static let values: [Recording.Operation: UInt64] = [.make: 1, .value: 1, .increment: 2]

    @Test("a command is the one that swtpm accepted, its answer believed", arguments: Recording.Operation.allCases)
    func replays(_ operation: Recording.Operation) throws {
        #expect(try Recording(operation).play(operation) == Self.values[operation])
    }

    @Test("no changed bit of an answer gives another value", arguments: [Recording.Operation.value, .increment])
    func changedBits(_ operation: Recording.Operation) throws {
        let recording = try Recording(operation)
        for step in recording.steps.indices {
            for position in recording.steps[step].answer.indices {
                for bit in 0..<8 {
                    var changed = recording
                    changed.steps[step].answer[position] ^= 1 << UInt8(bit)
                    guard let value = try? changed.play(operation) else { continue }
                    // The session's own handle and the answer to its end are nobody's word.
                    #expect(value == Self.values[operation])
                }
            }
        }
    }

    @Test("no part of an answer is taken for the whole", arguments: Recording.Operation.allCases)
    func cutAnswers(_ operation: Recording.Operation) throws {
        let recording = try Recording(operation)
        for step in recording.steps.indices.dropLast() {
            for length in 0..<recording.steps[step].answer.count {
                var cut = recording
                cut.steps[step].answer = Array(cut.steps[step].answer.prefix(length))
                if let value = try? cut.play(operation) { #expect(value == Self.values[operation]) }
            }
        }
    }

    @Test("the answer of an earlier session is refused in a later one, whatever it says")
    func replayed() throws {
        let player = Player(answers: try Recording(.value).steps.map(\.answer))
        #expect(throws: TPMError.forged) {
            try TPMCounter(player, random: randomBytes).value(of: Recording.index)
        }
    }

    @Test("a value under another secret is refused")
    func otherSecret() throws {
        let player = Player(answers: try Recording(.value).steps.map(\.answer))
        let other = CounterIndex(handle: Recording.index.handle, secret: [UInt8](repeating: 9, count: 32))
        #expect(throws: TPMError.forged) { try TPMCounter(player, random: fixedBytes).value(of: other) }
    }

    @Test(
        "codes of the TPM become errors that tell what to do",
        arguments: [
            (0x0000_018B as UInt32, TPMError.noIndex), (0x0000_098E, .otherIndex), (0x0000_014A, .otherIndex),
            (0x0000_0149, .otherIndex), (0x0000_0921, .refused(code(0x921))),
        ])
    func codes(_ number: UInt32, _ expected: TPMError) throws {
        var steps = try Recording(.value).steps
        var answer = WireWriter()
        answer.uint16(0x8001)
        answer.uint32(10)
        answer.uint32(number)
        steps[1].answer = answer.bytes
        #expect(throws: expected) { try Recording(steps: steps).play(.value) }
    }

    @Test("a TPM that is busy is asked again")
    func busy() throws {
        var steps = try Recording(.value).steps
        let busy: [UInt8] = [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x09, 0x22]
        steps.insert(.init(command: steps[1].command, answer: busy), at: 1)
        #expect(try Recording(steps: steps).play(.value) == 1)
    }
}

private func code(_ number: UInt32) -> TPMResponseCode { TPMResponseCode(rawValue: number) }
