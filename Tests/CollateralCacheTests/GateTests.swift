import Testing

@testable import CollateralCache

@Suite("When upstream may be asked")
struct GateTests {
    @Test("An interval gives each request a turn; who would wait too long is refused")
    func keepsPace() {
        var gate = UpstreamGate(interval: 10, patience: 25)
        #expect(gate.admit(at: 100) == .proceed(after: 0))
        #expect(gate.admit(at: 100) == .proceed(after: 10))
        #expect(gate.admit(at: 105) == .proceed(after: 15))
        #expect(gate.admit(at: 105) == .proceed(after: 25))
        #expect(gate.admit(at: 105) == .refused(retryAfter: 35))
        #expect(gate.admit(at: 1000) == .proceed(after: 0))
    }

    @Test("Failures close it for longer each time, up to a minute; one answer forgives them")
    func backsOff() {
        var gate = UpstreamGate()
        var now = 0.0
        for pause in [1.0, 2, 4, 8, 16, 32, 60, 60] {
            gate.failed(at: now)
            #expect(gate.admit(at: now) == .refused(retryAfter: pause))
            now += pause
            #expect(gate.admit(at: now) == .proceed(after: 0))
        }
        gate.succeeded()
        gate.failed(at: now)
        #expect(gate.admit(at: now) == .refused(retryAfter: 1))
    }

    @Test("Requests that fail together close it once")
    func countsTogether() {
        var gate = UpstreamGate()
        for _ in 0..<64 { gate.failed(at: 0) }
        #expect(gate.admit(at: 0) == .refused(retryAfter: 1))
        gate.failed(at: 1)
        #expect(gate.admit(at: 1) == .refused(retryAfter: 2))
    }

    @Test("Retry-After is kept to, within an hour, and never shortened by a later failure")
    func keepsRetryAfter() {
        var gate = UpstreamGate()
        gate.failed(at: 0, retryAfter: 30)
        gate.failed(at: 1)
        #expect(gate.admit(at: 1) == .refused(retryAfter: 29))
        gate.failed(at: 30, retryAfter: 1e9)
        #expect(gate.admit(at: 30) == .refused(retryAfter: 3600))
        gate.failed(at: 30, retryAfter: .nan)
        #expect(gate.admit(at: 3630) == .proceed(after: 0))
    }
}
