internal import EnclaveProtocol
private import Glibc

/// Sends commands, opens and ends sessions.
struct TPMClient: Sendable {
    let transport: any TPMTransport
    let random: @Sendable (Int) -> [UInt8]

    /// How often a command is sent again that the TPM could not take just now, and the pause before, in microseconds.
    private static let attempts = 40
    private static let pause: UInt32 = 50_000

    /// A command without a session; its parameters.
    func run(_ command: TPMCommand) throws(TPMError) -> [UInt8] {
        try TPMResponse(try exchange(command.encoded())).parameters
    }

    /// A command in a session; its parameters, once their HMAC verified.
    func run(
        _ command: TPMCommand, _ use: HMACSession.Use, in session: inout HMACSession
    ) throws(TPMError) -> [UInt8] {
        let bytes = session.seal(command, use, nonce: random(HMACSession.nonceLength))
        let response = try TPMResponse(try exchange(bytes), isAuthorized: true)
        return try session.open(response, to: command.code, use)
    }

    /// A command that an empty password allows; nobody vouches for its answer.
    @discardableResult
    func runAsOwner(_ command: TPMCommand, hasHandle: Bool = false) throws(TPMError) -> TPMResponse {
        var area = WireWriter()
        area.uint32(TPMHandle.password)
        area.sized([])
        area.uint8(1)
        area.sized([])
        return try TPMResponse(
            try exchange(command.encoded(authorization: area.bytes)), hasHandle: hasHandle, isAuthorized: true)
    }

    /// Loads the endorsement key; the caller flushes it.
    func endorsementKey() throws(TPMError) -> EndorsementKey {
        try EndorsementKey(
            try makingRoom(TPMHandle.firstTransient) { () throws(TPMError) in
                try runAsOwner(EndorsementKey.command, hasHandle: true)
            })
    }

    /// Opens a session, runs `body` in it and ends it. A session salted to a key has a secret of its own.
    func withSession<Value>(
        saltedTo key: EndorsementKey? = nil, _ body: (inout HMACSession) throws(TPMError) -> Value
    ) throws(TPMError) -> Value {
        let (salt, encrypted) = if let key { try key.salt(random: random) } else { ([UInt8](), [UInt8]()) }
        let nonce = random(HMACSession.nonceLength)
        var parameters = WireWriter()
        parameters.sized(nonce)
        parameters.sized(encrypted)
        parameters.uint8(0)  // an HMAC session
        parameters.uint16(key == nil ? TPMAlgorithm.none : TPMAlgorithm.xor)
        if key != nil { parameters.uint16(TPMAlgorithm.sha256) }
        parameters.uint16(TPMAlgorithm.sha256)
        let command = TPMCommand(
            code: .startSession, handles: [key?.handle ?? TPMHandle.none, TPMHandle.none],
            parameters: parameters.bytes)
        let response = try makingRoom(TPMHandle.firstSession) { () throws(TPMError) in
            try TPMResponse(try exchange(command.encoded()), hasHandle: true)
        }
        guard let handle = response.handle else { throw .malformed("it has no handle") }
        defer { flush(handle) }
        let nonceTPM = try TPMError.reading { () throws(WireError) in
            var reader = WireReader(response.parameters)
            return try reader.sized()
        }
        var session = HMACSession(handle: handle, nonceTPM: nonceTPM, nonceCaller: nonce, salt: salt)
        return try body(&session)
    }

    /// Has the TPM forget a session or a key.
    func flush(_ handle: UInt32) {
        _ = try? run(TPMCommand(code: .flushContext, parameters: TPMHandle.name(of: handle)))
    }

    /// Runs something that needs room in the TPM; when there is none, what others left in it is flushed once. That is
    /// what killed processes leave where no resource manager stands before the TPM: there is one user at a time there.
    private func makingRoom(
        _ first: UInt32, _ body: () throws(TPMError) -> TPMResponse
    ) throws(TPMError) -> TPMResponse {
        do {
            return try body()
        } catch .refused(let code) where code.isFull {
            for handle in try handles(from: first) { flush(handle) }
            return try body()
        }
    }

    /// `TPM2_GetCapability` of the loaded handles of a kind.
    private func handles(from first: UInt32) throws(TPMError) -> [UInt32] {
        let most: UInt32 = 64
        var parameters = WireWriter()
        for number in [1, first, most] { parameters.uint32(number) }
        let answer = try run(TPMCommand(code: .capability, parameters: parameters.bytes))
        return try TPMError.reading { () throws(WireError) in
            var reader = WireReader(answer)
            _ = try reader.uint8()
            guard try reader.uint32() == 1 else { throw .invalidValue(field: "capability") }
            let count = try reader.uint32()
            guard count <= most else { throw .tooLong(length: Int(count), limit: Int(most)) }
            var handles: [UInt32] = []
            for _ in 0..<count { handles.append(try reader.uint32()) }
            return handles
        }
    }

    /// One command and its answer; sent again while the TPM says that it cannot just now.
    private func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8] {
        for _ in 1..<Self.attempts {
            let answer = try transport.exchange(command)
            guard TPMResponse.code(of: answer)?.isPassing == true else { return answer }
            usleep(Self.pause)
        }
        return try transport.exchange(command)
    }
}
