public import EnclaveProtocol

extension EnclaveClient {
    /// Makes a call. Signed by `administrators` when there are any: a challenge is fetched, each signs it with the
    /// request, and both travel in the sealed session.
    public func call<Request: EnclaveRequest>(
        _ request: Request, authorizedBy administrators: [AdministratorKey] = []
    ) async throws(EnclaveClientError) -> Request.Answer {
        let body = request.encoded
        guard !administrators.isEmpty else {
            return try Self.decode(
                Request.self, try await exchange(Request.operation, isAuthorized: false, body: body))
        }
        let challenge = try await call(ChallengeRequest()).bytes
        guard challenge.count == 32 else { throw .violation("a challenge has \(challenge.count) bytes") }
        var signatures: [AdministratorSignature] = []
        for administrator in administrators {
            signatures.append(
                try administrator.authorize(
                    Request.operation, body: body, instanceID: hello.instanceID, challenge: challenge))
        }
        let authorization = Authorization(challenge: challenge, signatures: signatures)
        let answer = try await exchange(Request.operation, isAuthorized: true, body: authorization.encoded + body)
        return try Self.decode(Request.self, answer)
    }

    /// Makes a call; nil when the enclave says that there is no such thing.
    public func find<Request: EnclaveRequest>(_ request: Request) async throws(EnclaveClientError) -> Request.Answer? {
        do {
            return try await call(request)
        } catch {
            guard error.code == .refused(.notFound) else { throw error }
            return nil
        }
    }

    private static func decode<Request: EnclaveRequest>(
        _ type: Request.Type, _ body: [UInt8]
    ) throws(EnclaveClientError) -> Request.Answer {
        do {
            return try Request.Answer(decoding: body)
        } catch {
            throw .violation("the answer to \(Request.operation.name) does not decode", cause: error)
        }
    }
}
