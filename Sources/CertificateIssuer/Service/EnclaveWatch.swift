internal import EnclaveClient
internal import EnclaveProtocol
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization

/// Asks the enclave how it stands, so that readiness and a metric tell the truth; wakes the issuers when it came back.
final class EnclaveWatch: Service {
    private static let interval: Duration = .seconds(3)

    private let enclave: ReconnectingClient
    private let health: Health
    private let logger: Logger
    private let onOpen: @Sendable () -> Void
    private let fault = Mutex<String?>("not asked yet")
    private let mode = Mutex(EnclaveMode.unknown)
    private let anchor = Mutex<String?>(nil)

    init(enclave: ReconnectingClient, health: Health, logger: Logger, onOpen: @escaping @Sendable () -> Void) {
        self.enclave = enclave
        self.health = health
        self.logger = logger
        self.onOpen = onOpen
        health.impaired("enclave", "not asked yet")
    }

    /// Whether it answered, open and with a clock it trusts, when it was asked last.
    var isOpen: Bool { fault.withLock { $0 == nil } }

    /// Whether it said that a key beside its state administers it.
    var isDevelopment: Bool { mode.withLock { $0 == .development } }

    /// Whether a TPM vouches for its state; nil where none does, or before it answered.
    var isAnchored: Bool? { anchor.withLock { $0 }.map { $0 == "ok" } }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                note(await currentFault())
                try? await Task.sleep(for: Self.interval)
            }
        }
        enclave.close()
    }

    private func currentFault() async -> String? {
        do throws(EnclaveClientError) {
            let status = try await enclave.call(StatusRequest())
            note(EnclaveMode(status))
            anchor.withLock { $0 = status["anchor"] == "none" ? nil : status["anchor"] }
            guard status["state"] == EnclaveState.open.name else {
                return "the enclave is \(status["state"] ?? "silent")" + (status["locked"].map { ": \($0)" } ?? "")
            }
            guard let clock = status["clock"], clock != "ok" else { return nil }
            return "the enclave's clock: \(clock)"
        } catch {
            return error.sentence
        }
    }

    private func note(_ new: EnclaveMode) {
        let old = mode.withLock { held in
            defer { held = new }
            return held
        }
        guard old != new, new == .development else { return }
        logger.warning("the enclave runs in development mode", metadata: ["meaning": "\(EnclaveMode.meaning)"])
    }

    private func note(_ new: String?) {
        let old = fault.withLock { held in
            defer { held = new }
            return held
        }
        guard old != new else { return }
        if let new {
            health.impaired("enclave", new)
            logger.error("enclave not available", metadata: ["reason": "\(new)"])
        } else {
            health.restored("enclave")
            logger.info("enclave available")
            onOpen()
        }
    }
}
