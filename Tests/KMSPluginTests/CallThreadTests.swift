import NIOCore
import Synchronization
import Testing

@testable import KMSPlugin

@Suite("The thread of calls", .timeLimit(.minutes(1)))
struct CallThreadTests {
    @Test func tasksStayOnTheEventLoopWhateverWakesThem() async throws {
        try await CallThread.run { thread in
            let stayed = await withTaskExecutorPreference(thread) {
                var stayed = [thread.eventLoop.inEventLoop]
                try? await Task.sleep(for: .milliseconds(1))
                stayed.append(thread.eventLoop.inEventLoop)
                await withCheckedContinuation { waiting in
                    Task.detached { waiting.resume() }
                }
                stayed.append(thread.eventLoop.inEventLoop)
                return stayed
            }
            #expect(stayed == [true, true, true])
            #expect(!thread.eventLoop.inEventLoop)
        }
    }

    @Test func aCallEndsBeforeTheNextBegins() async throws {
        try await CallThread.run { thread in
            let steps = Steps()
            await withTaskExecutorPreference(thread) {
                await withDiscardingTaskGroup { group in
                    for call in 0..<3 {
                        group.addTask {
                            for step in 0..<3 {
                                steps.taken.withLock { $0.append(call * 10 + step) }
                                await Self.wait()
                            }
                        }
                    }
                }
            }
            #expect(steps.taken.withLock { $0 } == [0, 1, 2, 10, 11, 12, 20, 21, 22])
        }
    }

    @Test func theEventLoopHasItsTurnBetweenManyJobs() async throws {
        try await CallThread.run { thread in
            let turn = Turn()
            let steps = await withTaskExecutorPreference(thread) {
                thread.eventLoop.execute { turn.hasCome.store(true, ordering: .relaxed) }
                var steps = 0
                while !turn.hasCome.load(ordering: .relaxed) {
                    steps += 1
                    await Self.wait()
                }
                return steps
            }
            #expect((1...1000).contains(steps))
        }
    }

    @Test func jobsFromManyThreadsAllRun() async throws {
        try await CallThread.run { thread in
            let sum = await withTaskGroup(of: Int.self) { group in
                for number in 1...2000 {
                    group.addTask {
                        await withTaskExecutorPreference(thread) {
                            await Self.wait()
                            return thread.eventLoop.inEventLoop ? number : 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(sum == 2000 * 2001 / 2)
        }
    }

    @Test func itsEndPassesErrorsOn() async throws {
        let error = await #expect(throws: KMSError.self) {
            try await CallThread.run { _ in throw KMSError(.failed, "text") }
        }
        #expect(error?.message == "text")
    }

    /// Suspends the task until a job has run that it made ready.
    private static func wait() async {
        await withTaskGroup { group in group.addTask {} }
    }
}

private final class Steps: Sendable {
    let taken = Mutex<[Int]>([])
}

private final class Turn: Sendable {
    let hasCome = Atomic(false)
}
