internal import NIOCore
internal import NIOTLS
internal import TTLV

/// One request at a time and its answer; everything here happens on the channel's event loop.
final class KMIPChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var assembler: KMIPFrameAssembler
    private var answer: EventLoopPromise<SecretBytes>?
    private var timer: Scheduled<Void>?
    private var handshake: EventLoopPromise<Void>?
    private var context: ChannelHandlerContext?
    private var failure: KMIPError?

    init(limit: Int, handshake: EventLoopPromise<Void>) {
        assembler = KMIPFrameAssembler(limit: limit)
        self.handshake = handshake
    }

    /// Sends a request; its answer, or why there is none. Only when no other waits.
    func send(_ request: [UInt8], within timeout: TimeAmount, on loop: any EventLoop) -> EventLoopFuture<SecretBytes> {
        guard let context, failure == nil, answer == nil else {
            return loop.makeFailedFuture(failure ?? .lost)
        }
        let promise = loop.makePromise(of: SecretBytes.self)
        answer = promise
        let bound = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(in: timeout) { bound.value.close(with: .timedOut) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: request)), promise: nil)
        return promise.futureResult
    }

    /// Ends the connection; who waits gets `error`.
    func close(with error: KMIPError) {
        end(with: error)
        context?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(with: .lost)
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event {
            handshake?.succeed()
            handshake = nil
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        defer { Self.wipe(buffer) }
        do throws(TTLVError) {
            let complete = try buffer.readableBytesView.withUnsafeBytes { bytes throws(TTLVError) in
                try assembler.take(bytes.bindMemory(to: UInt8.self).span)
            }
            if let complete { succeed(with: complete) }
        } catch {
            close(with: .malformed(error))
        }
    }

    func channelInactive(context: ChannelHandlerContext) { end(with: .lost) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(with: handshake == nil ? .broken(error) : .noTLS(error))
    }

    private func succeed(with message: SecretBytes) {
        timer?.cancel()
        guard let promise = answer else { return close(with: .unexpected("nothing was asked")) }
        answer = nil
        promise.succeed(message)
    }

    private func end(with error: KMIPError) {
        guard failure == nil else { return }
        failure = error
        timer?.cancel()
        handshake?.fail(error)
        handshake = nil
        answer?.fail(error)
        answer = nil
        assembler.wipe()
    }

    // The TLS handler keeps the memory of `buffer` as long as the connection and writes the next record over its
    // beginning only. A mutating access would copy it first, and wipe the copy.
    private static func wipe(_ buffer: ByteBuffer) {
        buffer.withVeryUnsafeBytes { memory in
            _ = UnsafeMutableRawBufferPointer(mutating: memory).initializeMemory(as: UInt8.self, repeating: 0)
        }
    }
}

extension KMIPError {
    static func noTLS(_ cause: any Error) -> KMIPError {
        KMIPError(
            .cannotConnect, "TLS with the KMIP server failed: \(cause).",
            remedy: "Check --kmip-ca, and that the server accepts this client's certificate.", cause: cause)
    }

    static func broken(_ cause: any Error) -> KMIPError {
        KMIPError(
            .connectionLost, "The connection to the KMIP server broke: \(cause).",
            remedy: "See the server's log: it may not know this client's certificate.", cause: cause)
    }
}
