package import EnclaveProtocol
internal import Synchronization

/// A connection to the enclave that is made when it is needed and made again after it broke.
///
/// A call is tried once: whether a broken one was carried out, its caller finds out by asking.
package final class ReconnectingClient: Sendable {
    private let address: EnclaveAddress
    private let configuration: ConnectionConfiguration
    private let current = Mutex<EnclaveClient?>(nil)

    /// A client; connects at its first call.
    package init(to address: EnclaveAddress, configuration: ConnectionConfiguration = ConnectionConfiguration()) {
        self.address = address
        self.configuration = configuration
    }

    /// Makes a call.
    package func call<Request: EnclaveRequest>(
        _ request: Request
    ) async throws(EnclaveClientError) -> Request.Answer {
        let client = try await connected()
        do {
            return try await client.call(request)
        } catch {
            if error.isOfConnection { drop(client) }
            throw error
        }
    }

    /// Makes a call; nil when the enclave says that there is no such thing.
    package func find<Request: EnclaveRequest>(
        _ request: Request
    ) async throws(EnclaveClientError) -> Request.Answer? {
        do {
            return try await call(request)
        } catch {
            guard error.code == .refused(.notFound) else { throw error }
            return nil
        }
    }

    /// Ends the connection.
    package func close() {
        current.withLock { $0.take() }?.close()
    }

    private func connected() async throws(EnclaveClientError) -> EnclaveClient {
        if let client = current.withLock({ $0 }) { return client }
        let new = try await EnclaveClient.connect(to: address, configuration: configuration)
        // Whoever comes second uses the first's.
        let kept = current.withLock { held in
            if held == nil { held = new }
            return held ?? new
        }
        if kept !== new { new.close() }
        return kept
    }

    private func drop(_ client: EnclaveClient) {
        current.withLock { held in
            if held === client { held = nil }
        }
        client.close()
    }
}

extension EnclaveClientError {
    /// The connection is of no more use.
    fileprivate var isOfConnection: Bool {
        switch code {
        case .connectionLost, .timedOut, .protocolViolation, .sessionFailed: true
        default: false
        }
    }
}
