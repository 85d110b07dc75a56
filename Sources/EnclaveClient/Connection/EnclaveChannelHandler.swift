internal import EnclaveProtocol
internal import NIOCore

/// Drives a `ClientMachine` with a channel: everything here happens on the channel's event loop.
final class EnclaveChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Outcome = Result<[UInt8], EnclaveClientError>

    private enum Waiter {
        case caller(CheckedContinuation<Outcome, Never>)
        /// The caller was cancelled; its answer is dropped.
        case gone
    }

    private var machine: ClientMachine
    private var greeting: EventLoopPromise<HelloAnswer>?
    private var waiters: [UInt64: Waiter] = [:]
    private var context: ChannelHandlerContext?
    private var failure: EnclaveClientError?
    private var willFlush = false
    private var silence = SilenceWatch()

    init(machine: ClientMachine, greeting: EventLoopPromise<HelloAnswer>) {
        self.machine = machine
        self.greeting = greeting
    }

    /// Ends the connection when the enclave owes an answer and is silent; called now and then.
    func look() {
        let isOwed = waiters.values.contains { if case .caller = $0 { true } else { false } }
        if silence.isSilent(isOwed: isOwed) { close(with: .noAnswer) }
    }

    /// Sends a request and resumes the caller with its answer.
    func send(_ call: OutgoingCall, resuming continuation: CheckedContinuation<Outcome, Never>) {
        if case .gone = waiters.removeValue(forKey: call.id) {
            return continuation.resume(returning: .failure(.cancelledCall))
        }
        do throws(EnclaveClientError) {
            if let failure { throw failure }
            try machine.send(call.operation, id: call.id, isAuthorized: call.isAuthorized, body: call.body)
            waiters[call.id] = .caller(continuation)
            flushSoon()
        } catch {
            continuation.resume(returning: .failure(error))
        }
    }

    /// The caller of `id` no longer waits.
    func cancel(id: UInt64) {
        guard case .caller(let continuation) = waiters.updateValue(.gone, forKey: id) else { return }
        continuation.resume(returning: .failure(.cancelledCall))
    }

    /// Ends the connection; who still waits gets `error`.
    func close(with error: EnclaveClientError) {
        end(with: error)
        context?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { flush() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) { flush() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        silence.heard()
        let received = unwrapInboundIn(data)
        defer { if machine.releasesMemory { received.wipe() } }
        do throws(EnclaveClientError) {
            for event in try machine.receive(received.readableBytesView) { deliver(event) }
        } catch {
            close(with: error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { end(with: .lost) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(
            with: EnclaveClientError(
                .connectionLost, "The connection to the enclave broke: \(NetworkReason.text(error)).",
                remedy: EnclaveClientError.lost.remedy, cause: error))
    }

    private func deliver(_ event: ClientMachine.Event) {
        switch event {
        case .ready(let hello):
            greeting?.succeed(hello)
            greeting = nil
        case .answer(let id, let body): resume(id, with: .success(body))
        case .refusal(let id, let refusal): resume(id, with: .failure(EnclaveClientError(refusal)))
        }
    }

    private func resume(_ id: UInt64, with outcome: Outcome) {
        guard case .caller(let continuation) = waiters.removeValue(forKey: id) else { return }
        continuation.resume(returning: outcome)
    }

    private func end(with error: EnclaveClientError) {
        guard failure == nil else { return }
        failure = error
        greeting?.fail(error)
        greeting = nil
        for case .caller(let continuation) in waiters.values { continuation.resume(returning: .failure(error)) }
        waiters.removeAll()
    }

    /// Requests that come in one turn of the event loop leave in one write.
    private func flushSoon() {
        guard !willFlush, let context else { return }
        willFlush = true
        context.eventLoop.assumeIsolated().execute {
            self.willFlush = false
            self.flush()
        }
    }

    private func flush() {
        guard let context else { return }
        let bytes = machine.takeOutput()
        guard !bytes.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}

/// A request on its way to the event loop.
struct OutgoingCall: Sendable {
    let id: UInt64
    let operation: EnclaveOperation
    let isAuthorized: Bool
    let body: [UInt8]
}

extension EnclaveClientError {
    static let cancelledCall = Self(
        .cancelled, "The call was cancelled.", remedy: "Whether it was carried out is in the audit.")
}
