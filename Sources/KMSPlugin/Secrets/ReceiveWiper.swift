internal import EnclaveClient
internal import NIOCore

/// The first handler of a connection that carries seeds: what follows gets a copy, which is wiped when it is freed, and
/// the buffer that the event loop keeps for its next read is wiped at once.
final class ReceiveWiper: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let received = unwrapInboundIn(data)
        let copy = context.channel.allocator.buffer(bytes: received.readableBytesView)
        received.wipe()
        context.fireChannelRead(wrapInboundOut(copy))
    }
}
