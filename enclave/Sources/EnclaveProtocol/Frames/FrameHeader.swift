/// Limits every peer of the wall keeps; hello repeats those a client must know.
public enum FrameLimits {
    /// Length of a frame's header in bytes, its length field included.
    public static let header = 16
    /// Longest body of a frame in bytes.
    public static let maximumBody = 1 << 20
    /// Most requests a connection may have in flight; the enclave stops reading beyond it.
    public static let maximumOutstanding = 1024
    /// Most digests in one batch.
    public static let maximumBatch = 256
}

/// What a frame is.
public enum FrameKind: UInt8, Sendable, CaseIterable {
    /// Client to enclave, first frame of a connection: `Hello`.
    case hello = 1
    /// Client to enclave: a request body.
    case request = 2
    /// Enclave to client: the answer to a request or to hello.
    case answer = 3
    /// Enclave to client: `Refusal`.
    case refusal = 4
    /// Client to enclave: opens a sealed session (`SessionOpen`).
    case sessionOpen = 5
    /// Either way, inside a session: a whole frame, encrypted.
    case sealed = 6
}

/// The fixed 16 bytes before a body: length of all that follows the length field (u32), kind (u8), flags (u8),
/// operation (u16), request id (u64); integers big-endian.
public struct FrameHeader: Equatable, Sendable {
    /// Body length in bytes.
    public var bodyLength: Int
    /// What the frame is.
    public var kind: FrameKind
    /// The body begins with an `Authorization`.
    public var isAuthorized: Bool
    /// The operation, as `EnclaveOperation` numbers it; 0 where the kind says it all.
    public var operation: UInt16
    /// Chosen by the client; the answer carries the same.
    public var requestID: UInt64

    /// A header.
    public init(
        bodyLength: Int, kind: FrameKind, isAuthorized: Bool = false, operation: UInt16 = 0, requestID: UInt64
    ) {
        self.bodyLength = bodyLength
        self.kind = kind
        self.isAuthorized = isAuthorized
        self.operation = operation
        self.requestID = requestID
    }

    /// Reads a header from its 16 bytes; a length beyond `FrameLimits.maximumBody`, an unknown kind or flag is refused
    /// before the body is looked at.
    public init(from reader: inout WireReader) throws(WireError) {
        let length = Int(try reader.uint32())
        guard length >= FrameLimits.header - 4 else { throw .invalidValue(field: "frame length") }
        bodyLength = length - (FrameLimits.header - 4)
        guard bodyLength <= FrameLimits.maximumBody else {
            throw .tooLong(length: bodyLength, limit: FrameLimits.maximumBody)
        }
        guard let kind = FrameKind(rawValue: try reader.uint8()) else { throw .invalidValue(field: "frame kind") }
        self.kind = kind
        isAuthorized = try reader.bool()
        operation = try reader.uint16()
        requestID = try reader.uint64()
    }

    /// Writes the 16 bytes.
    public func encode(to writer: inout WireWriter) {
        writer.uint32(UInt32(clamping: bodyLength + FrameLimits.header - 4))
        writer.uint8(kind.rawValue)
        writer.bool(isAuthorized)
        writer.uint16(operation)
        writer.uint64(requestID)
    }
}

/// A whole frame.
public struct Frame: Equatable, Sendable {
    /// The header; its body length is that of `body`.
    public let header: FrameHeader
    /// The body.
    public let body: [UInt8]

    /// A frame around `body`.
    public init(
        kind: FrameKind, isAuthorized: Bool = false, operation: UInt16 = 0, requestID: UInt64, body: [UInt8]
    ) {
        header = FrameHeader(
            bodyLength: body.count, kind: kind, isAuthorized: isAuthorized, operation: operation,
            requestID: requestID)
        self.body = body
    }

    /// A frame from exactly these bytes.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        header = try FrameHeader(from: &reader)
        body = try reader.fixed(header.bodyLength)
        try reader.finish()
    }

    /// Header and body.
    public var encoded: [UInt8] {
        var writer = WireWriter(capacity: FrameLimits.header + body.count)
        header.encode(to: &writer)
        writer.fixed(body)
        return writer.bytes
    }
}
