import Testing

@testable import Kubernetes

@Suite("Retries")
struct RetryScheduleTests {
    private func error(_ code: KubernetesError.Code, _ wait: Duration? = nil) -> KubernetesError {
        KubernetesError(code, "x", retryAfter: wait)
    }

    @Test func refusalsAreRepeatedWhenTheServerSaysWhen() {
        var schedule = RetrySchedule(isRead: false)
        #expect(schedule.decide(error(.tooManyRequests)) == .giveUp)
        for _ in 0..<10 {
            #expect(schedule.decide(error(.tooManyRequests, .seconds(2))) == .retry(after: .seconds(2)))
        }
        #expect(schedule.decide(error(.unavailable, .seconds(2))) == .giveUp)
    }

    @Test func aWaitHasALimit() {
        var schedule = RetrySchedule(isRead: true)
        #expect(schedule.decide(error(.unavailable, .seconds(100_000))) == .retry(after: .seconds(60)))
    }

    @Test func onlyReadsAreRepeatedAfterALostConnection() {
        var write = RetrySchedule(isRead: false)
        #expect(write.decide(error(.connectionLost)) == .giveUp)
        #expect(write.decide(error(.cannotConnect)) == .retry(after: .milliseconds(100)))
        var read = RetrySchedule(isRead: true)
        #expect(read.decide(error(.connectionLost)) == .retry(after: .milliseconds(100)))
        #expect(read.decide(error(.connectionLost)) == .retry(after: .milliseconds(200)))
        #expect(read.decide(error(.connectionLost)) == .retry(after: .milliseconds(400)))
        #expect(read.decide(error(.connectionLost)) == .giveUp)
    }

    @Test func aCredentialIsRenewedOnce() {
        var schedule = RetrySchedule(isRead: false)
        #expect(schedule.decide(error(.unauthorized)) == .retryWithNewCredential)
        #expect(schedule.decide(error(.unauthorized)) == .giveUp)
    }

    @Test func decisionsOfTheServerStand() {
        var schedule = RetrySchedule(isRead: true)
        for code in [KubernetesError.Code.forbidden, .notFound, .conflict, .invalid, .expired, .timedOut] {
            #expect(schedule.decide(error(code, .seconds(1))) == .giveUp)
        }
    }
}
