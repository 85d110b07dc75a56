internal import Crypto
public import EnclaveProtocol

extension ProofReportData {
    /// The report data that evidence over a statement carries, 64 bytes.
    public static func of(_ statement: [UInt8]) -> [UInt8] { prefix + SHA384.hash(data: statement) }
}

extension SessionKeyPin {
    /// The pin of the enclave that proves itself at an address: for whoever knows which code to trust and not yet which
    /// enclave.
    ///
    /// The evidence is fetched over a connection that nobody has authenticated, and over a nonce of this call. Whoever
    /// hands on genuine evidence of another enclave gains nothing: connections under the pin are sealed to that one.
    /// - Parameter verify: throws unless the evidence is genuine, good enough, and over these 64 bytes of report data.
    /// - Throws: what `verify` throws, and `EnclaveClientError`.
    public static func attested(
        at address: EnclaveAddress, configuration: ConnectionConfiguration = ConnectionConfiguration(),
        verify: (_ evidence: EvidenceAnswer, _ reportData: [UInt8]) async throws -> Void
    ) async throws -> SessionKeyPin {
        var configuration = configuration
        configuration.acceptsAnyKey = true
        let nonce = (0..<32).map { _ in UInt8.random(in: 0...255) }
        let proof = try await EnclaveClient.withConnection(to: address, configuration: configuration) {
            try await $0.call(EnclaveAttest(nonce: nonce))
        }
        let statement: EnclaveStatement
        do {
            statement = try EnclaveStatement(decoding: proof.statement)
        } catch {
            throw EnclaveClientError.violation("the enclave's statement does not decode", cause: error)
        }
        guard statement.nonce == nonce else {
            throw EnclaveClientError.violation("the enclave's statement is not about what was asked")
        }
        try await verify(proof.evidence, ProofReportData.of(proof.statement))
        return SessionKeyPin(of: statement.sessionKey)
    }
}
