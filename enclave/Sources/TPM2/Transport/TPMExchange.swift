private import Glibc

/// One command and its answer over a non-blocking descriptor, within a time.
struct TPMExchange {
    /// For the whole of it, in milliseconds: a TPM may test itself or make a key first.
    private static let patience = 10_000
    private static let longestAnswer = 4096

    private let number: Int32
    private let deadline: Int

    init(_ number: Int32) {
        self.number = number
        deadline = Self.now + Self.patience
    }

    func send(_ command: [UInt8]) throws(TPMError) {
        var rest = command[...]
        while !rest.isEmpty {
            let bytes = Array(rest)
            let count = unsafe write(number, bytes, bytes.count)
            if count < 0 { try wait(for: POLLOUT) } else { rest = rest.dropFirst(count) }
        }
    }

    /// As many bytes as the answer itself says it has.
    func receive() throws(TPMError) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.longestAnswer)
        errno = EAGAIN
        while true {
            try wait(for: POLLIN)
            let count = unsafe read(number, &buffer, buffer.count)
            guard count != 0 else { throw .unreachable("it ended the connection") }
            guard count > 0 else { continue }
            answer += buffer.prefix(count)
            if let length = try Self.length(of: answer), answer.count == length { return answer }
            errno = EAGAIN
        }
    }

    /// Nil while too little came to know.
    private static func length(of answer: [UInt8]) throws(TPMError) -> Int? {
        guard answer.count >= TPMCommand.headerLength else { return nil }
        let length = answer[2..<6].reduce(0) { $0 << 8 | Int($1) }
        guard (TPMCommand.headerLength...longestAnswer).contains(length), answer.count <= length else {
            throw .malformed("it has \(answer.count) bytes and says \(length)")
        }
        return length
    }

    /// After a call that could not go on: waits until it can, and throws where it never will.
    private func wait(for events: Int32) throws(TPMError) {
        guard errno == EAGAIN || errno == EINTR else { throw .unreachable(Self.reason) }
        var watched = pollfd(fd: number, events: Int16(events), revents: 0)
        guard unsafe poll(&watched, 1, Int32(max(0, deadline - Self.now))) != 0 else {
            throw .unreachable("it did not answer within \(Self.patience / 1000) s")
        }
    }

    private static var now: Int {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// The words for the last failed call.
    static var reason: String {
        let number = errno
        var text = [CChar](repeating: 0, count: 128)
        guard unsafe strerror_r(number, &text, text.count) == 0 else { return "error \(number)" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
