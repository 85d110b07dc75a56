import EnclaveProtocol
import Foundation
import Journal
import Testing

@testable import EnclaveCore

@Suite("Audit")
struct AuditTests {
    private func report(on lines: [[UInt8]]) -> AuditReport {
        var verifier = AuditVerifier()
        for line in lines { verifier.consume(line + [UInt8(ascii: "\n")]) }
        return verifier.finish()
    }

    /// A busy audit over an archive and two segments, with a checkpoint at each shutdown.
    private func used() throws -> TestEnclave {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(CACreate.simple("root"))
        for index in 0..<5 { _ = try enclave.issue(by: "root", dns: "leaf\(index).example.com") }
        try enclave.restart()
        try enclave.core.journal.compact()
        _ = try enclave.call(KeyGenerate(key: .simple("after")))
        try enclave.restart()
        return enclave
    }

    @Test func theExportVerifiesWithItsCheckpoints() throws {
        let enclave = try used()
        let lines = try enclave.export()
        let report = report(on: lines)
        #expect(report.ok, "\(String(describing: report.firstBad))")
        #expect(report.entries == UInt64(lines.count - 1))
        #expect(report.checkpoints >= 2 && report.signers.count == 1 && report.development)
        #expect(lines.count { String(decoding: $0, as: UTF8.self).contains("\"ca-issue\"") } == 5)
    }

    @Test func pagesGiveTheSame() throws {
        let enclave = try used()
        let whole = try enclave.export()
        var lines: [[UInt8]] = []
        var next: UInt64? = 1
        while let from = next, lines.count < whole.count - 1 {
            let page = try enclave.call(AuditRead(from: from, limit: 3))
            #expect(report(on: [page.header] + page.lines.map(\.bytes)).ok, "each page is a file of its own")
            lines += page.lines.map(\.bytes)
            next = page.next
        }
        #expect(lines.starts(with: whole.dropFirst()))
    }

    @Test func aChangedDroppedOrMovedEntryIsFound() throws {
        let lines = try used().export()
        for index in lines.indices.dropFirst() {
            var changed = lines
            changed[index] = Array(
                String(decoding: lines[index], as: UTF8.self).replacing("\"ok\"", with: "\"no\"").utf8)
            if changed[index] != lines[index], index < lines.count - 1 { #expect(!report(on: changed).ok) }
            var dropped = lines
            dropped.remove(at: index)
            if index < lines.count - 1 { #expect(!report(on: dropped).ok) }
            guard index + 1 < lines.count else { continue }
            var moved = lines
            moved.swapAt(index, index + 1)
            #expect(!report(on: moved).ok)
        }
    }

    /// Whatever takes authority, from the table itself: refused without a signature, and the refusal is an entry.
    @Test func everyRefusedAuthorityOperationIsAnEntry() throws {
        let enclave = try TestEnclave()
        for (operation, handler) in Enclave.handlers {
            guard case .administrator = handler.requirement else { continue }
            enclave.host.tick()
            let refused = #expect(throws: Refusal.self, "\(operation)") {
                try enclave.raw(operation.rawValue, [], as: "default", isAuthorized: false)
            }
            #expect(refused?.code == .authorizationRequired, "\(operation)")
            #expect(try isWritten(operation, "authorization-required", by: enclave), "\(operation)")
        }
    }

    /// Everything else but what anyone who connects may do, by an identity that no policy names.
    @Test func everyOperationNotAllowedIsAnEntry() throws {
        let enclave = try TestEnclave()
        for (operation, handler) in Enclave.handlers {
            guard case .policy = handler.requirement else { continue }
            enclave.host.tick()
            let refused = #expect(throws: Refusal.self, "\(operation)") {
                try enclave.raw(operation.rawValue, [], as: "nobody", isAuthorized: false)
            }
            #expect(refused?.code == .notAllowed, "\(operation)")
            #expect(try isWritten(operation, "not-allowed", by: enclave), "\(operation)")
        }
    }

    @Test func aDoorsAlarmIsAnEntryUnderItsName() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(AuditNote(subject: "decrypt-alarm", detail: "601 calls"))
        let entry = try #require(try enclave.audit().last { $0.contains("\"audit-note\"") })
        for part in ["\"default\"", "\"decrypt-alarm\"", "\"601 calls\""] { #expect(entry.contains(part)) }
        let long = String(repeating: "x", count: 257)
        #expect(enclave.refusal(of: AuditNote(subject: "a", detail: long)) == .invalidArgument)
        #expect(enclave.refusal(of: AuditNote(subject: "a b", detail: "")) == .invalidArgument)
        #expect(enclave.refusal(of: AuditNote(subject: "a", detail: ""), as: "nobody") == .notAllowed)
    }

    private func isWritten(_ operation: EnclaveOperation, _ outcome: String, by enclave: TestEnclave) throws -> Bool {
        try enclave.audit().contains {
            $0.contains("\"operation\":\"\(operation.name)\"") && $0.contains("\"outcome\":\"\(outcome)\"")
        }
    }
}
