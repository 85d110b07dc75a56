internal import EnclaveProtocol

/// Cuts the byte stream of a connection into frames; a length beyond the limit is refused before its body arrives.
struct FrameAssembler: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0
    private let releasesMemory: Bool

    /// `releasesMemory`: no frame's bytes stay behind once it was read.
    init(releasesMemory: Bool = false) { self.releasesMemory = releasesMemory }

    /// Takes what the socket gave.
    mutating func append(_ bytes: some Collection<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, or nil until more bytes come.
    mutating func next() throws(WireError) -> Frame? {
        guard buffer.count - start >= FrameLimits.header else { return nil }
        var reader = WireReader(buffer, from: start)
        let header = try FrameHeader(from: &reader)
        guard reader.remaining >= header.bodyLength else { return nil }
        let body = try reader.fixed(header.bodyLength)
        start += FrameLimits.header + header.bodyLength
        defer { releaseIfRead() }
        return Frame(
            kind: header.kind, isAuthorized: header.isAuthorized, operation: header.operation,
            requestID: header.requestID, body: body)
    }

    private mutating func releaseIfRead() {
        guard releasesMemory, start == buffer.count else { return }
        buffer = []
        start = 0
    }
}
