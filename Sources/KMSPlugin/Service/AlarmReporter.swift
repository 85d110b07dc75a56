internal import EnclaveProtocol
internal import Logging
internal import ServiceLifecycle

/// Writes alarms into the enclave's audit, beside the calls that raise them: no call waits for it.
struct AlarmReporter: Service {
    let link: EnclaveLink
    let logger: Logger
    private let notes: AsyncStream<AuditNote>
    private let input: AsyncStream<AuditNote>.Continuation

    init(link: EnclaveLink, logger: Logger) {
        self.link = link
        self.logger = logger
        // An alarm comes at most once a minute; a few are enough to hold while the enclave is away.
        (notes, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
    }

    /// Returns at once.
    func report(_ subject: String, _ detail: String) {
        input.yield(AuditNote(subject: subject, detail: detail))
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await note in notes { await write(note) }
        }
    }

    private func write(_ note: AuditNote) async {
        do throws(KMSError) {
            _ = try await link.call(note)
        } catch {
            logger.error("an alarm is not in the audit", metadata: ["alarm": "\(note.subject)", "reason": "\(error)"])
        }
    }
}
