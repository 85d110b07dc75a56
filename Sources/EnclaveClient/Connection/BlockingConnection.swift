public import EnclaveProtocol

/// A connection for one thread, over a plain blocking socket: the shortest way to the enclave, for load generators and
/// tools that have no event loop.
///
/// Requests are queued, leave in one write, and their answers come in any order.
public struct BlockingConnection: ~Copyable {
    /// The answer to a queued request.
    public struct Completion: Sendable {
        /// As `enqueue` gave it.
        public let id: UInt64
        /// The encoded answer, or the refusal.
        public let outcome: Result<[UInt8], EnclaveClientError>
    }

    /// What the enclave said to hello.
    public let hello: HelloAnswer
    private let socket: BlockingSocket
    private var machine: ClientMachine
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    private var nextID: UInt64 = 1

    /// Connects and greets.
    public init(
        to address: EnclaveAddress, configuration: ConnectionConfiguration = ConnectionConfiguration()
    ) throws(EnclaveClientError) {
        let socket = try BlockingSocket(connectingTo: address)
        var machine = ClientMachine(policy: configuration.policy(for: address), client: configuration.clientName)
        hello = try Self.greet(over: socket, machine: &machine)
        self.socket = socket
        self.machine = machine
    }

    private static func greet(
        over socket: borrowing BlockingSocket, machine: inout ClientMachine
    ) throws(EnclaveClientError) -> HelloAnswer {
        try socket.write(machine.takeOutput())
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = try socket.read(into: &buffer)
            if case .ready(let hello)? = try machine.receive(buffer[..<count]).first { return hello }
        }
    }

    /// Requests that have no answer yet.
    public var outstanding: Int { machine.outstanding }

    /// Queues an encoded request and gives its id, which rises by one each time.
    public mutating func enqueue(_ operation: EnclaveOperation, body: [UInt8]) throws(EnclaveClientError) -> UInt64 {
        defer { nextID += 1 }
        try machine.send(operation, id: nextID, body: body)
        return nextID
    }

    /// Sends what is queued in one write.
    public mutating func flush() throws(EnclaveClientError) {
        let bytes = machine.takeOutput()
        if !bytes.isEmpty { try socket.write(bytes) }
    }

    /// Waits for at least one answer and gives all that came with one read.
    public mutating func receive() throws(EnclaveClientError) -> [Completion] {
        while true {
            let count = try socket.read(into: &buffer)
            let completions = try machine.receive(buffer[..<count]).compactMap(Completion.init)
            if !completions.isEmpty { return completions }
        }
    }

    /// Makes one call and waits for its answer; nothing else may be outstanding.
    public mutating func call<Request: EnclaveRequest>(
        _ request: Request
    ) throws(EnclaveClientError) -> Request.Answer {
        _ = try enqueue(Request.operation, body: request.encoded)
        try flush()
        let body = try receive()[0].outcome.get()
        do {
            return try Request.Answer(decoding: body)
        } catch {
            throw .violation("the answer to \(Request.operation.name) does not decode", cause: error)
        }
    }
}

extension BlockingConnection.Completion {
    fileprivate init?(_ event: ClientMachine.Event) {
        switch event {
        case .ready: return nil
        case .answer(let id, let body): self.init(id: id, outcome: .success(body))
        case .refusal(let id, let refusal): self.init(id: id, outcome: .failure(EnclaveClientError(refusal)))
        }
    }
}
