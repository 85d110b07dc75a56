import NIOCore
import Testing

@testable import Kubernetes

@Suite("Lines of a watch")
struct LineFramerTests {
    /// All lines of the text, arriving in pieces of that size.
    private func lines(_ text: String, pieces: Int, limit: Int = 100) throws -> [String] {
        var framer = LineFramer(limit: limit)
        var lines: [String] = []
        var bytes = ByteBuffer(string: text)
        while let piece = bytes.readSlice(length: min(pieces, bytes.readableBytes)), piece.readableBytes > 0 {
            framer.append(piece)
            while let line = try framer.next() { lines.append(String(buffer: line)) }
        }
        return lines
    }

    @Test(arguments: [1, 2, 3, 5, 100])
    func comeWhole(_ pieces: Int) throws {
        #expect(try lines("one\n\ntwo\nthree\nun", pieces: pieces) == ["one", "two", "three"])
    }

    @Test func haveALimit() throws {
        #expect(try lines(String(repeating: "x", count: 9) + "\n", pieces: 1, limit: 10).count == 1)
        let error = #expect(throws: KubernetesError.self) {
            try lines(String(repeating: "x", count: 12) + "\n", pieces: 1, limit: 10)
        }
        #expect(error?.code == .unexpectedAnswer)
    }
}
