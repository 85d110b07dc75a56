import TPM2
import Testing

/// The client against swtpm, which speaks for the specification here.
@Suite(.enabled(if: Swtpm.isInstalled, "swtpm is not installed"))
struct SwtpmTests {
    private let tpm: Swtpm
    private let index = CounterIndex.test()

    init() throws { tpm = try Swtpm() }

    private func counter() throws -> TPMCounter { TPMCounter(try tpm.connect(), random: randomBytes) }

    @Test("a counter is made, read and raised by one")
    func counts() throws {
        let counter = try counter()
        let made = try counter.make(index)
        #expect(made.key.count == 32)
        #expect(try counter.value(of: index) == made.value)
        for step in 1...5 { #expect(try counter.increment(index) == made.value + UInt64(step)) }
        #expect(try counter.value(of: index) == made.value + 5)
    }
}
