#if CASEMATE_BENCHMARKS
import Crypto
import EnclaveProtocol
import EnclaveServer
import Foundation
import Synchronization
import Testing

/// Rates through the socket beside raw ones. Built with -DCASEMATE_BENCHMARKS.
@Suite(.serialized)
struct Benchmarks {
    private static let outstanding = 48
    private static let seconds = 2.0
    private static let cores = ProcessInfo.processInfo.activeProcessorCount

    @Test(arguments: [1, 4]) func echoes(connections: Int) throws {
        let server = try TestServer(workers: Self.cores)
        defer { server.stop() }
        let echo = try Self.measured { try Self.rate(server, .random, connections: connections) }
        print(
            "echo, \(connections) connections x \(Self.outstanding): \(Int(echo.rate))/s; "
                + "\(Self.text(echo.processor)) µs of processor each, client included")
    }

    @Test func signaturesBesideTheRawRate() throws {
        let server = try TestServer(workers: Self.cores)
        defer { server.stop() }
        var ratios: [Double] = []
        for _ in 0..<5 {
            let raw = Self.measured { Self.rawRate(server.service) }
            let socket = try Self.measured { try Self.rate(server, .keySign, connections: 4) }
            // Where other work shares the machine, processor time says what the rates cannot.
            ratios.append(raw.processor / socket.processor)
            print(
                "P-256: raw \(Int(raw.rate))/s, \(Self.text(raw.processor)) µs of processor each; through the "
                    + "socket \(Int(socket.rate))/s, \(Self.text(socket.processor)) µs, client included")
        }
        print("P-256 median of the processor times' ratio: \(Self.text(ratios.sorted()[2]))")
    }

    private static func measured(_ body: () throws -> Double) rethrows -> (rate: Double, processor: Double) {
        let before = processorTime()
        let start = ContinuousClock.now
        let rate = try body()
        let count = rate * ((ContinuousClock.now - start) / .seconds(1))
        return (rate, (processorTime() - before) / count * 1e6)
    }

    private static func text(_ value: Double) -> String { String(format: "%.3f", value) }

    @Test func signaturesWhileLongWorkIsQueued() throws {
        let server = try TestServer(workers: Self.cores)
        defer { server.stop() }
        let quiet = try Self.latencies(server)
        let other = try server.client()
        other.send((UInt64(1)...64).flatMap { TestClient.request(.importKey, $0).encoded })
        let loaded = try Self.latencies(server)
        print(
            "P-256, 1 outstanding: p50 \(quiet[500]) p99 \(quiet[990]); behind 64 long jobs: p50 \(loaded[500]) "
                + "p99 \(loaded[990])")
    }

    private static func latencies(_ server: TestServer) throws -> [Duration] {
        let client = try server.client()
        return try (0..<1_000).map { _ in
            let start = ContinuousClock.now
            _ = try client.call(.keySign, Array(repeating: 1, count: 32))
            return ContinuousClock.now - start
        }.sorted()
    }

    private static func rate(
        _ server: TestServer, _ operation: EnclaveOperation, connections: Int
    ) throws -> Double {
        let total = Atomic<Int>(0)
        let start = ContinuousClock.now
        let clients = try (0..<connections).map { _ in try server.client() }
        DispatchQueue.concurrentPerform(iterations: connections) { index in
            total.add(PipelinedLoad.run(clients[index], operation, outstanding, seconds), ordering: .relaxed)
        }
        let elapsed = ContinuousClock.now - start
        return Double(total.load(ordering: .relaxed)) / (elapsed / .seconds(1))
    }

    private static func rawRate(_ service: FakeService) -> Double {
        let total = Atomic<Int>(0)
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            let body = [UInt8](repeating: 1, count: 32)
            let end = ContinuousClock.now + .seconds(seconds)
            var count = 0
            while ContinuousClock.now < end {
                for _ in 0..<100 where (try? service.signingKey.signature(for: body)) != nil { count += 1 }
            }
            total.add(count, ordering: .relaxed)
        }
        return Double(total.load(ordering: .relaxed)) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private static func processorTime() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        let time = { (value: timeval) in Double(value.tv_sec) + Double(value.tv_usec) / 1e6 }
        return time(usage.ru_utime) + time(usage.ru_stime)
    }
}

/// A client that keeps a number of requests in flight and only counts the answers.
enum PipelinedLoad {
    static func run(_ client: TestClient, _ operation: EnclaveOperation, _ outstanding: Int, _ seconds: Double) -> Int {
        let request = TestClient.request(operation, 7, Array(repeating: 1, count: 32)).encoded
        let burst = Array(repeatElement(request, count: outstanding).joined())
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var (held, answered, pending) = (0, 0, outstanding)
        let end = ContinuousClock.now + .seconds(seconds)
        client.send(burst)
        while pending > 0 {
            let count = buffer.withUnsafeMutableBytes { bytes in
                let room = UnsafeMutableRawBufferPointer(rebasing: bytes[held...])
                return read(client.descriptor, room.baseAddress, room.count)
            }
            guard count > 0 else { return answered }
            held += count
            let frames = takeFrames(&buffer, &held)
            answered += frames
            pending -= frames
            guard ContinuousClock.now < end else { continue }
            client.send(Array(burst[..<(frames * request.count)]))
            pending += frames
        }
        return answered
    }

    private static func takeFrames(_ buffer: inout [UInt8], _ held: inout Int) -> Int {
        var (start, frames) = (0, 0)
        while held - start >= 4 {
            let length = buffer[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } + 4
            guard held - start >= length else { break }
            start += length
            frames += 1
        }
        buffer.replaceSubrange(0..<(held - start), with: Array(buffer[start..<held]))
        held -= start
        return frames
    }
}
#endif
