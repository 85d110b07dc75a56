import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Testing

@Suite("Blocking connection", .timeLimit(.minutes(1)))
struct BlockingConnectionTests {
    private func fake(_ manners: FakeEnclave.Manners = .init()) throws -> FakeEnclave {
        let fake = try FakeEnclave(manners)
        fake.on(RandomRequest.self) { request, _ in .success(Blob([UInt8(request.count & 255)])) }
        return fake
    }

    @Test(arguments: [false, true])
    func pipelines(isSealed: Bool) throws {
        var manners = FakeEnclave.Manners()
        manners.requiresSession = isSealed
        let fake = try fake(manners)
        var connection = try BlockingConnection(to: try EnclaveAddress(fake.address))
        #expect(connection.hello.instanceID == fake.instanceID)
        var expected: [UInt64: [UInt8]] = [:]
        for count in 1...300 as ClosedRange<UInt16> {
            let id = try connection.enqueue(.random, body: RandomRequest(count: count).encoded)
            expected[id] = Blob([UInt8(count & 255)]).encoded
        }
        try connection.flush()
        while connection.outstanding > 0 {
            for completion in try connection.receive() {
                #expect(try completion.outcome.get() == expected.removeValue(forKey: completion.id))
            }
        }
        #expect(expected.isEmpty)
        #expect(fake.calls.allSatisfy { $0.isSealed == isSealed })
    }

    @Test func callsOne() throws {
        let fake = try fake()
        var connection = try BlockingConnection(to: try EnclaveAddress(fake.address))
        #expect(try connection.call(RandomRequest(count: 5)).bytes == [5])
    }

    @Test func tellsOfTheEnd() throws {
        let fake = try FakeEnclave(handlers: [.random: { _ in .hangUp }])
        var code: EnclaveClientError.Code?
        do throws(EnclaveClientError) {
            var connection = try BlockingConnection(to: try EnclaveAddress(fake.address))
            _ = try connection.call(RandomRequest(count: 5))
        } catch {
            code = error.code
        }
        #expect(code == .connectionLost)
    }
}
