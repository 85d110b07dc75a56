internal import NIOCore

/// Cuts a stream of bytes into lines, none longer than a limit.
struct LineFramer: Sendable {
    private var buffer = ByteBuffer()
    /// How many bytes at the buffer's start are known to hold no line end.
    private var scanned = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole line that is not empty, without its end; nil if there is none yet. Throws `unexpectedAnswer`.
    mutating func next() throws(KubernetesError) -> ByteBuffer? {
        while let end = buffer.readableBytesView.dropFirst(scanned).firstIndex(of: 0x0A) {
            let line = buffer.readSlice(length: end - buffer.readerIndex)
            buffer.moveReaderIndex(forwardBy: 1)
            scanned = 0
            if let line, line.readableBytes > 0 { return line }
        }
        scanned = buffer.readableBytes
        guard scanned <= limit else {
            throw KubernetesError(
                .unexpectedAnswer, "A watch sent an event of more than \(limit) bytes.",
                remedy: "Raise maximumAnswerSize if the object is really that large.")
        }
        return nil
    }
}
