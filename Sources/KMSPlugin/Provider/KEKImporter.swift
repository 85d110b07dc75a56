internal import Crypto
internal import EnclaveProtocol
internal import Logging

/// Brings keys of a source into the enclave, each once.
struct KEKImporter: Sendable {
    let provider: any KEKProvider
    /// The name of the enclave's `receive` key.
    let receiver: String?
    let link: EnclaveLink
    let logger: Logger

    /// Imports what the enclave does not hold yet, oldest first and never two within one second: the time of its
    /// coming orders a key among the others.
    func run(_ plan: KEKPlan) async throws(KMSError) {
        var isFirst = true
        for reference in plan.needed where try await !isHeld(plan.name(of: reference)) {
            if !isFirst { try? await Task.sleep(for: .milliseconds(1100)) }
            isFirst = false
            let info = try await bring(reference, as: plan.name(of: reference))
            logger.notice(
                "key imported", metadata: ["key": "\(info.name)", "origin": "\(info.origin.name)", "id": "\(info.id)"])
        }
    }

    private func isHeld(_ name: String) async throws(KMSError) -> Bool {
        do throws(KMSError) {
            _ = try await link.call(KeyShow(key: .name(name)))
            return true
        } catch {
            guard error.code == .unknownKey else { throw error }
            return false
        }
    }

    private func bring(_ reference: KEKReference, as name: String) async throws(KMSError) -> KeyInfo {
        let delivery: KEKDelivery
        do throws(KEKProviderError) {
            delivery = try await provider.delivery(of: reference, to: try await receiverKey())
        } catch {
            throw KMSError(error, of: provider.kind)
        }
        switch delivery {
        case .wrapped(let bytes, let mechanism):
            return try await link.call(
                KeyReceive(
                    name: name, purpose: .wrap, audit: .counted, receiver: .name(receiver ?? ""), mechanism: mechanism,
                    wrapped: bytes, isSymmetric: true))
        case .sealed(let bytes):
            return try await link.call(
                KeyImportSealed(name: name, purpose: .wrap, audit: .counted, sealed: bytes))
        case .clear(let key):
            return try await link.call(
                KeyImportClear(
                    name: name, purpose: .wrap, audit: .counted, privateKey: key.withUnsafeBytes { Array($0) },
                    isSymmetric: true))
        }
    }

    private func receiverKey() async throws(KEKProviderError) -> KEKReceiver? {
        guard let receiver else { return nil }
        do throws(KMSError) {
            let info = try await link.call(KeyShow(key: .name(receiver)))
            return KEKReceiver(name: receiver, algorithm: info.algorithm, publicKey: info.publicKey)
        } catch {
            throw KEKProviderError(.unavailable, "The receive key \(receiver): \(error.message)", remedy: error.remedy)
        }
    }
}

extension KMSError {
    /// What a source of keys says.
    init(_ error: KEKProviderError, of kind: String) {
        self.init(
            error.code == .unavailable ? .unavailable : .keyUnusable,
            "The source of the keys (\(kind)): \(error.message)",
            remedy: error.remedy)
    }
}
