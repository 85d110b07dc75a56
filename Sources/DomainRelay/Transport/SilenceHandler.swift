internal import NIOCore

/// Closes a connection on which nothing happened for the time of the `IdleStateHandler` before it.
final class SilenceHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        context.fireErrorCaught(RelayError.silent)
        context.close(promise: nil)
    }
}
