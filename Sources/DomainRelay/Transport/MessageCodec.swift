internal import EnclaveProtocol
internal import NIOCore

/// Messages between relays: the length in four bytes, big-endian, and the bytes.
struct MessageCodec: ByteToMessageDecoder, MessageToByteEncoder, Sendable {
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// Longest message; a longer one ends the connection before its bytes are read.
    static let limit = DomainLimits.message

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self).map(Int.init) else {
            return .needMoreData
        }
        guard length <= Self.limit else { throw RelayError.messageTooLong(length) }
        guard let message = buffer.getSlice(at: buffer.readerIndex + 4, length: length) else { return .needMoreData }
        buffer.moveReaderIndex(forwardBy: 4 + length)
        context.fireChannelRead(Self.wrapInboundOut(message))
        return .continue
    }

    // A message that ends with its connection is no message.
    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try decode(context: context, buffer: &buffer)
    }

    func encode(data: ByteBuffer, out: inout ByteBuffer) throws {
        guard data.readableBytes <= Self.limit else { throw RelayError.messageTooLong(data.readableBytes) }
        out.writeInteger(UInt32(data.readableBytes))
        out.writeImmutableBuffer(data)
    }
}
