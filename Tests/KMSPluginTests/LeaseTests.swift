import Foundation
import Testing

@testable import KMSPlugin

@Suite("The lease of keys from elsewhere")
struct LeaseTests {
    private let start = ContinuousClock.now

    @Test("It begins with a confirmation and runs out")
    func runsOut() {
        var lease = Lease(length: .seconds(100))
        #expect(lease.remaining(at: start) == .zero)
        lease.confirm(at: start)
        #expect(lease.remaining(at: start + .seconds(99)) == .seconds(1))
        #expect(lease.remaining(at: start + .seconds(100)) == .zero)
        lease.confirm(at: start + .seconds(200))
        #expect(lease.remaining(at: start + .seconds(250)) == .seconds(50))
    }

    @Test("A later process takes up what is left", arguments: [(0, 100), (60, 40), (100, 0), (900, 0), (-10, 100)])
    func resumes(age: Int64, left: Int) {
        var lease = Lease(length: .seconds(100))
        lease.resume(confirmedAt: 1000, now: 1000 + age, at: start)
        #expect(lease.remaining(at: start) == .seconds(left))
    }

    @Test("A confirmation from the future is none")
    func future() {
        var lease = Lease(length: .seconds(100))
        lease.resume(confirmedAt: 1000, now: 600, at: start)
        #expect(lease.remaining(at: start) == .zero)
    }

    @Test("Its record comes back, and holds what each key may be used for")
    func record() throws {
        let uses: [KEKUse] = [.sealAndOpen, .openOnly, .forbidden("compromised: since today")]
        let keys = try uses.enumerated().map { index, use in
            KEKDescription(reference: try #require(KEKReference("k\(index)")), created: Int64(index), use: use)
        }
        let file = LeaseFile(path: NSTemporaryDirectory() + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: file.path) }
        #expect(file.read() == nil)
        let record = LeaseRecord(kind: "kmip", confirmed: 5, keys: keys)
        try file.write(record)
        #expect(file.read() == record)
        #expect(file.read()?.descriptions == keys)
        try Data("{".utf8).write(to: URL(filePath: file.path))
        #expect(file.read() == nil)
        #expect(throws: KEKProviderError.self) { try LeaseFile(path: "/nowhere/at/all").write(record) }
    }
}
