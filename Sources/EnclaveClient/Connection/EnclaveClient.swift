public import EnclaveProtocol
package import NIOCore
internal import NIOPosix
internal import Synchronization

/// A connection to an enclave: calls are pipelined and answered in any order.
///
/// `connect` greets; `run` lives as long as the connection does, and ends it when its task is cancelled.
public final class EnclaveClient: Sendable {
    /// What the enclave said to hello.
    public let hello: HelloAnswer
    private let channel: any Channel
    private let handler: NIOLoopBound<EnclaveChannelHandler>
    private let nextID = Atomic<UInt64>(1)

    private init(hello: HelloAnswer, channel: any Channel, handler: NIOLoopBound<EnclaveChannelHandler>) {
        self.hello = hello
        self.channel = channel
        self.handler = handler
    }

    /// Connects and greets. Throws `cannotConnect`, `timedOut`, `enclaveKeyMismatch` or what the enclave refused.
    public static func connect(
        to address: EnclaveAddress, configuration: ConnectionConfiguration = ConnectionConfiguration()
    ) async throws(EnclaveClientError) -> EnclaveClient {
        try await connect(
            to: address, configuration: configuration, on: MultiThreadedEventLoopGroup.singleton.next())
    }

    /// Connects on `eventLoop`: calls from there reach the socket without a hop.
    package static func connect(
        to address: EnclaveAddress, configuration: ConnectionConfiguration, on eventLoop: any EventLoop
    ) async throws(EnclaveClientError) -> EnclaveClient {
        let machine = ClientMachine(
            policy: configuration.policy(for: address), client: configuration.clientName,
            releasesMemory: configuration.wipesReceived)
        do {
            let link = try await Link.open(
                to: address, machine: machine, configuration: configuration, on: eventLoop)
            let hello = try await link.greeting.get()
            return EnclaveClient(hello: hello, channel: link.channel, handler: link.handler)
        } catch let error as EnclaveClientError {
            throw error
        } catch {
            throw .cannotConnect(to: address, cause: error)
        }
    }

    /// Connects, runs `body` and closes.
    public static func withConnection<Value: Sendable>(
        to address: EnclaveAddress, configuration: ConnectionConfiguration = ConnectionConfiguration(),
        _ body: (EnclaveClient) async throws -> Value
    ) async throws -> Value {
        let client = try await connect(to: address, configuration: configuration)
        defer { client.close() }
        return try await body(client)
    }

    /// Returns when the connection has ended; cancelling the task ends it.
    public func run() async {
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            close()
        }
    }

    /// Ends the connection; calls that wait fail with `connectionLost`.
    public func close() {
        channel.eventLoop.execute { [handler] in handler.value.close(with: .lost) }
    }

    /// Sends an encoded request and gives the encoded answer.
    func exchange(
        _ operation: EnclaveOperation, isAuthorized: Bool, body: [UInt8]
    ) async throws(EnclaveClientError) -> [UInt8] {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let call = OutgoingCall(id: id, operation: operation, isAuthorized: isAuthorized, body: body)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if channel.eventLoop.inEventLoop { return handler.value.send(call, resuming: continuation) }
                channel.eventLoop.execute { [handler] in handler.value.send(call, resuming: continuation) }
            }
        } onCancel: {
            channel.eventLoop.execute { [handler] in handler.value.cancel(id: id) }
        }
        return try outcome.get()
    }
}

/// A channel, its handler, and the hello to come.
private struct Link: Sendable {
    let channel: any Channel
    let handler: NIOLoopBound<EnclaveChannelHandler>
    let greeting: EventLoopFuture<HelloAnswer>

    static func open(
        to address: EnclaveAddress, machine: ClientMachine, configuration: ConnectionConfiguration,
        on eventLoop: any EventLoop
    ) async throws -> Link {
        let bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(TimeAmount(configuration.greetingTimeout))
        let start: @Sendable (any Channel) -> EventLoopFuture<Link> = { channel in
            channel.eventLoop.makeCompletedFuture {
                try Link(channel: channel, machine: machine, configuration: configuration)
            }
        }
        switch address {
        case .unix(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: start)
        case .tcp(let host, let port):
            return try await bootstrap.connect(host: host, port: Int(port), channelInitializer: start)
        }
    }

    /// On the channel's event loop.
    private init(channel: any Channel, machine: ClientMachine, configuration: ConnectionConfiguration) throws {
        let promise = channel.eventLoop.makePromise(of: HelloAnswer.self)
        let handler = NIOLoopBound(
            EnclaveChannelHandler(machine: machine, greeting: promise), eventLoop: channel.eventLoop)
        try channel.pipeline.syncOperations.addHandler(handler.value)
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(configuration.greetingTimeout)) {
            handler.value.close(with: .noGreeting)
        }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        let pause = TimeAmount(configuration.answerTimeout / SilenceWatch.looks)
        let looks = channel.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
            handler.value.look()
        }
        channel.closeFuture.whenComplete { _ in looks.cancel() }
        self.channel = channel
        self.handler = handler
        greeting = promise.futureResult
    }
}

extension EnclaveClientError {
    static let noGreeting = Self(
        .timedOut, "The enclave took the connection but did not answer.",
        remedy: "See the enclave's log; it may be overloaded or another program may hold the socket.")

    static let noAnswer = Self(
        .timedOut, "The enclave took the request and does not answer.",
        remedy: "See the enclave's log; whether the request was carried out is in the audit.")

    static func cannotConnect(to address: EnclaveAddress, cause: any Error) -> Self {
        Self(
            .cannotConnect, "No enclave answers at \(address): \(NetworkReason.text(cause)).",
            remedy: "Start one with `casemate start`, or give its address with --enclave or CASEMATE_ENCLAVE.",
            cause: cause)
    }
}
