internal import EnclaveClient
internal import EnclaveProtocol
internal import Logging
internal import ServiceKit
internal import ServiceLifecycle
internal import Synchronization

/// Asks the enclave for its view of the domain, for metrics and readiness; and when it answers nothing at all, ends its
/// connection, so that nobody waits for ever.
final class DomainMonitor: Service {
    private static let interval = Duration.seconds(1)
    private static let patience = Duration.seconds(5)

    private let relay: RelayContext
    private let links: LinkTable
    private let health: Health
    private let last = Mutex<DomainStatus?>(nil)
    private let fault = Mutex<String?>("not asked yet")

    init(_ relay: RelayContext, links: LinkTable, health: Health) {
        self.relay = relay
        self.links = links
        self.health = health
        health.impaired("enclave", "not asked yet")
    }

    /// What it said last; nil when it did not answer, or is not open.
    var status: DomainStatus? { last.withLock { $0 } }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                note(await ask())
                try? await Task.sleep(for: Self.interval)
            }
        }
        relay.enclave.close()
    }

    private func ask() async -> Result<DomainStatus, EnclaveClientError> {
        await withTaskGroup(of: Result<DomainStatus, EnclaveClientError>.self) { [relay] group in
            group.addTask {
                do throws(EnclaveClientError) {
                    return .success(try await relay.enclave.call(DomainStatusRequest()))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                guard (try? await Task.sleep(for: Self.patience)) != nil else { return .failure(.silentEnclave) }
                relay.enclave.close()
                return .failure(.silentEnclave)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.silentEnclave)
        }
    }

    private func note(_ answer: Result<DomainStatus, EnclaveClientError>) {
        guard !Task.isCancelled else { return }
        let status = try? answer.get()
        last.withLock { $0 = status }
        judgeLinks(status)
        guard case .failure(let error) = answer else { return setFault(nil) }
        setFault(error.remedy.isEmpty ? error.message : "\(error.message) (\(error.remedy))")
    }

    private func judgeLinks(_ status: DomainStatus?) {
        if (status?.members.count ?? 0) > 1, links.countUp == 0 {
            health.impaired("links", "no link to another member works")
        } else {
            health.restored("links")
        }
    }

    private func setFault(_ new: String?) {
        let old = fault.withLock { held in
            defer { held = new }
            return held
        }
        guard old != new else { return }
        if let new {
            health.impaired("enclave", new)
            relay.logger.error("enclave not available", metadata: ["reason": "\(new)"])
        } else {
            health.restored("enclave")
            relay.logger.info("enclave available")
        }
    }
}

extension EnclaveClientError {
    fileprivate static let silentEnclave = EnclaveClientError(
        .timedOut, "The enclave took the request and does not answer.", remedy: "See the enclave's log.")
}
