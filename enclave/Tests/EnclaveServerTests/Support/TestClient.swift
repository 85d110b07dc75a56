import EnclaveProtocol
import Foundation
import SealedSession

struct ClientFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A blocking client of the tests' own.
final class TestClient: @unchecked Sendable {
    let descriptor: Int32
    private var received: [UInt8] = []
    private var position = 0
    // Far from the ids tests choose themselves.
    private var lastID: UInt64 = 1 << 32

    init(path: String) throws {
        descriptor = try Self.connect(path: path)
        setTimeout(seconds: 10)
    }

    /// A connected socket without an object around it.
    static func connect(path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw ClientFailure("connect: \(errno)") }
        return descriptor
    }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw ClientFailure("connect: \(errno)") }
        setTimeout(seconds: 10)
    }

    deinit { close(descriptor) }

    func setTimeout(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends all bytes; false when the peer closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The next frame, or nil when the peer closed.
    func receive() throws -> Frame? {
        while true {
            if let frame = try takeFrame() { return frame }
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
            guard count > 0 else { throw ClientFailure("read: \(errno)") }
            received.removeFirst(position)
            position = 0
            received.append(contentsOf: buffer[..<count])
        }
    }

    private func takeFrame() throws -> Frame? {
        guard received.count - position >= FrameLimits.header else { return nil }
        var reader = WireReader(Array(received[position..<(position + FrameLimits.header)]))
        let header = try FrameHeader(from: &reader)
        let end = position + FrameLimits.header + header.bodyLength
        guard received.count >= end else { return nil }
        defer { position = end }
        return try Frame(decoding: Array(received[position..<end]))
    }

    /// Says hello and returns the answer.
    func hello(_ hello: Hello = Hello(client: "test")) throws -> HelloAnswer {
        send(Frame(kind: .hello, requestID: 0, body: hello.encoded).encoded)
        guard let frame = try receive() else { throw ClientFailure("closed at hello") }
        guard frame.header.kind == .answer else { throw try Refusal(decoding: frame.body) }
        return try HelloAnswer(decoding: frame.body)
    }

    static func request(_ operation: EnclaveOperation, _ id: UInt64, _ body: [UInt8] = []) -> Frame {
        Frame(kind: .request, operation: operation.rawValue, requestID: id, body: body)
    }

    /// One request and its answer; a refusal is thrown.
    func call(_ operation: EnclaveOperation, _ body: [UInt8] = []) throws -> [UInt8] {
        lastID += 1
        send(Self.request(operation, lastID, body).encoded)
        return try answer(to: lastID)
    }

    /// The next frame, which must answer a request.
    func answer(to id: UInt64) throws -> [UInt8] {
        guard let frame = try receive() else { throw ClientFailure("closed") }
        guard frame.header.requestID == id else { throw ClientFailure("answer to \(frame.header.requestID)") }
        guard frame.header.kind == .answer else { throw try Refusal(decoding: frame.body) }
        return frame.body
    }

    /// The next frame, which must be a refusal; nil when the peer closed without a word.
    func refusal() throws -> Refusal? {
        guard let frame = try receive() else { return nil }
        guard frame.header.kind == .refusal else { throw ClientFailure("a \(frame.header.kind) frame") }
        return try Refusal(decoding: frame.body)
    }

    /// The peer closes and sends nothing before.
    func isClosed() throws -> Bool { try receive() == nil }
}
