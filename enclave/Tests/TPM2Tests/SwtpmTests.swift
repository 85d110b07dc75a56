import Foundation
import Synchronization
import TPM2
import Testing

/// The client against swtpm, which speaks for the specification here.
@Suite("TPM: swtpm", .enabled(if: Swtpm.isInstalled, "swtpm is not installed"))
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

    @Test("a counter made anew begins above the old one, and the old secret opens it no more")
    func madeAnew() throws {
        let counter = try counter()
        let first = try counter.make(index)
        _ = try counter.increment(index)
        let other = CounterIndex.test()
        let second = try counter.make(other)
        #expect(second.value > first.value + 1)
        #expect(second.key == first.key)
        #expect(throws: TPMError.otherIndex) { try counter.value(of: index) }
        #expect(throws: TPMError.otherIndex) { try counter.increment(index) }
        #expect(try counter.value(of: other) == second.value)
    }

    @Test("an index that is not there is told from another one")
    func missing() throws {
        let counter = try counter()
        #expect(throws: TPMError.noIndex) { try counter.value(of: index) }
        #expect(throws: TPMError.noIndex) { try counter.increment(index) }
    }

    @Test("sessions that killed processes left behind do not fill the TPM")
    func leftSessions() throws {
        let made = try counter().make(index)
        for _ in 0..<5 {
            // Ends before the session is flushed.
            let counter = TPMCounter(Breaking(try tpm.connect(), after: 1), random: randomBytes)
            #expect(throws: TPMError.self) { try counter.value(of: index) }
        }
        #expect(try counter().value(of: index) == made.value)
    }

    @Test("keys that killed processes left behind do not fill the TPM")
    func leftKeys() throws {
        for _ in 0..<5 {
            let counter = TPMCounter(Breaking(try tpm.connect(), after: 2), random: randomBytes)
            #expect(throws: TPMError.self) { try counter.make(index) }
        }
        _ = try counter().make(index)
    }

    @Test("its secret does not pass in clear")
    func secretIsHidden() throws {
        let recorder = Recorder(try tpm.connect())
        _ = try TPMCounter(recorder, random: randomBytes).make(index)
        let passed = recorder.recording.steps.flatMap { $0.command + $0.answer }
        #expect(!passed.contains(index.secret))
        #expect(passed.contains([0x01, 0x80, 0x00, 0x07]))
    }

    @Test("the recordings are of these operations")
    func record() throws {
        for operation in Recording.Operation.allCases {
            let recorder = Recorder(try tpm.connect())
            _ = try operation.run(TPMCounter(recorder, random: fixedBytes))
            if Self.records { try recorder.recording.write(operation) }
            #expect(try recorder.recording.codes == Recording(operation).codes)
        }
    }

    private static let records = ProcessInfo.processInfo.environment["CASEMATE_RECORD_TPM"] != nil
}

/// A connection that is cut off behind some commands.
private final class Breaking: TPMTransport {
    private let transport: any TPMTransport
    private let left: Mutex<Int>

    init(_ transport: any TPMTransport, after commands: Int) {
        self.transport = transport
        left = Mutex(commands)
    }

    func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8] {
        let goesOn = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard goesOn else { throw .unreachable("cut off") }
        return try transport.exchange(command)
    }
}
