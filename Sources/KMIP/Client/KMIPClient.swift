internal import TTLV

/// A client of one KMIP server over mutual TLS. It connects when it has something to ask, and asks one thing at a time.
///
/// While the server cannot be reached, calls fail at once with the last failure; a connection is tried again after
/// pauses that grow up to 30 s.
package actor KMIPClient {
    private let configuration: KMIPConfiguration
    private var session: Session?
    private var backOff = KMIPBackOff()
    private var lastFailure: KMIPError?
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private struct Session {
        let connection: KMIPConnection
        let version: KMIPVersion
    }

    /// Throws `invalidConfiguration`; connects to nothing yet.
    package init(_ configuration: KMIPConfiguration) throws(KMIPError) {
        try configuration.check()
        self.configuration = configuration
    }

    /// Ends the connection; the next call makes another.
    package func close() {
        session?.connection.close()
        session = nil
    }

    /// The version that is spoken with the server.
    package func version() async throws(KMIPError) -> KMIPVersion {
        await begin()
        defer { end() }
        return try await connected().version
    }

    /// Makes a call; one that changes nothing is made again when a connection that was open turns out to be gone.
    func call(
        _ operation: KMIPOperation, _ request: @Sendable (KMIPVersion) -> KMIPRequest
    ) async throws(KMIPError) -> KMIPResponse {
        await begin()
        defer { end() }
        let isReused = session != nil
        do throws(KMIPError) {
            return try await ask(request)
        } catch {
            guard isReused, operation.isRepeatable, error.code == .connectionLost else { throw error }
            return try await ask(request)
        }
    }

    private func ask(_ request: @Sendable (KMIPVersion) -> KMIPRequest) async throws(KMIPError) -> KMIPResponse {
        let session = try await connected()
        do throws(KMIPError) {
            return try await exchange(request(session.version), session.connection, session.version)
        } catch {
            // What the server refuses leaves the connection in order; anything else does not.
            if case .refused = error.code { throw error }
            close()
            throw error
        }
    }

    private func exchange(
        _ request: KMIPRequest, _ connection: KMIPConnection, _ version: KMIPVersion
    ) async throws(KMIPError) -> KMIPResponse {
        let message = request.encoded(version: version, limit: configuration.limits.messageLength)
        let answer = try await connection.exchange(message)
        return try KMIPResponse(answer, to: request.operation, limits: configuration.limits)
    }

    private func connected() async throws(KMIPError) -> Session {
        if let session { return session }
        if let lastFailure, !backOff.admits(at: .now) { throw lastFailure }
        do throws(KMIPError) {
            let connection = try await KMIPConnection.open(configuration)
            let session = Session(connection: connection, version: try await negotiate(connection))
            self.session = session
            backOff.succeeded()
            lastFailure = nil
            return session
        } catch {
            backOff.failed(at: .now)
            lastFailure = error
            throw error
        }
    }

    /// The server's best of our versions. Asked in the oldest of them, and in the newest where that one is refused.
    private func negotiate(_ connection: KMIPConnection) async throws(KMIPError) -> KMIPVersion {
        if let version = configuration.version { return version }
        do throws(KMIPError) {
            return try await discover(connection, asking: KMIPVersion(1, 2))
        } catch {
            guard case .refused = error.code else {
                connection.close()
                throw error
            }
            return try await discover(connection, asking: KMIPVersion(2, 0))
        }
    }

    private func discover(
        _ connection: KMIPConnection, asking version: KMIPVersion
    ) async throws(KMIPError) -> KMIPVersion {
        let answer = try await exchange(.discoverVersions, connection, version)
        var offered: Set<KMIPVersion> = []
        for item in answer.payload.all(.protocolVersion) { offered.insert(try KMIPVersion(item)) }
        guard let best = KMIPVersion.supported.first(where: offered.contains) else {
            connection.close()
            throw KMIPError(
                .unsupportedVersion, "The KMIP server speaks none of \(KMIPVersion.supported).",
                remedy: "Use a server that speaks KMIP 1.2 to 1.4, or 2.0.")
        }
        return best
    }

    // Calls are made one after the other: an actor alone lets a second begin while the first waits.
    private func begin() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func end() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}
