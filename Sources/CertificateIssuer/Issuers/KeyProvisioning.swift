internal import EnclaveClient
internal import EnclaveProtocol
internal import Kubernetes
internal import KubernetesController
internal import X509Core

/// Has the key of an issuer with `selfSign: false` delivered: a receive key is made in the enclave, its quote goes into a
/// QuoteAttestation, and what comes back is opened in the enclave alone.
struct KeyProvisioning: Sendable {
    /// How far it is.
    enum Progress: Sendable {
        case waiting(String)
        case failed(String)
        case provisioned(CAInfo)
    }

    static let waits = "Waiting for key provisioning"
    static let initiated = "Initiated key provisioning using QuoteAttestation"

    let client: KubernetesClient
    let enclave: ReconnectingClient
    let attestations: Informer<QuoteAttestation>
    let configuration: IssuerConfiguration

    /// Watches attestations, and names the issuer of each that an issuer owns; others' are left alone.
    static func informer(
        _ client: KubernetesClient, onFailure: @escaping @Sendable (KubernetesError) -> Void,
        onChange: @escaping @Sendable (IssuerReference) -> Void
    ) -> Informer<QuoteAttestation> {
        var settings = Informer<QuoteAttestation>.Configuration()
        settings.onFailure = onFailure
        return Informer(client.resources(QuoteAttestation.self), configuration: settings) { change in
            let metadata = change.object.metadata
            for owner in metadata.ownerReferences ?? [] {
                guard let kind = IssuerKind(rawValue: owner.kind), owner.apiVersion == kind.resource.apiVersion else {
                    continue
                }
                onChange(IssuerReference(kind, ObjectKey(namespace: metadata.namespace, name: owner.name)))
            }
        }
    }

    /// Does the next step; called again whenever the attestation changes.
    func advance(
        _ name: String, _ reference: IssuerReference, _ issuer: Issuer, _ plan: IssuerPlan
    ) async throws -> Progress {
        let desk = desk(reference, issuer)
        let key = try await receiveKey(of: name)
        guard let attestation = try await desk.current() else { return try await begin(desk, name, key, issuer) }
        // After a lost state, or a start with another enclave: a key that nobody has any more was offered.
        guard attestation.spec.publicKey == Self.offered(key), !attestation.metadata.isBeingDeleted else {
            try await desk.withdraw(attestation)
            return try await begin(desk, name, key, issuer)
        }
        // Strictly: nothing but these two words ends the wait. A refused attestation stays; deleting it asks again.
        switch attestation.ready?.status {
        case "True": return try await take(desk, attestation, name, key, plan)
        case "False": return .failed("False: \(attestation.ready?.message ?? "")")
        default: return .waiting(Self.waits)
        }
    }

    /// Takes back what was asked: when the issuer goes, and when the authority is there but a crash came before the end.
    /// Then what was delivered goes too; before that a Secret of this name may be anybody's.
    func withdraw(
        _ reference: IssuerReference, _ issuer: Issuer, authority: String, isReceived: Bool
    ) async throws {
        let namespace = reference.key.namespace ?? configuration.ownNamespace
        guard attestations[ObjectKey(namespace: namespace, name: reference.key.name)] != nil else { return }
        let desk = desk(reference, issuer)
        guard let attestation = try? await desk.current() else { return }
        if let key = try await offeredKey(of: authority) { try await retire(key) }
        if isReceived, attestation.ready?.status == "True" { try await desk.destroyDelivery() }
        try await desk.withdraw(attestation)
    }

    private func begin(
        _ desk: AttestationDesk, _ name: String, _ key: KeyInfo, _ issuer: Issuer
    ) async throws -> Progress {
        let nonce = try await nonce()
        let quote: EvidenceAnswer
        do throws(EnclaveClientError) {
            quote = try await enclave.call(KeyQuote(key: .id(key.id), nonce: nonce))
        } catch {
            throw error.isPassing ? AuthorityFault.unavailable(error) : AuthorityFault.refused(error)
        }
        try await desk.ask(
            quote: quote.evidence, nonce: nonce, publicKey: Self.offered(key), labels: issuer.spec?.labels)
        return .waiting(Self.initiated)
    }

    /// Opens what was delivered, in the enclave.
    private func take(
        _ desk: AttestationDesk, _ attestation: QuoteAttestation, _ name: String, _ key: KeyInfo, _ plan: IssuerPlan
    ) async throws -> Progress {
        let delivery: DeliveredKey
        do throws(DeliveryFault) {
            delivery = try DeliveredKey(try await desk.delivered(), named: attestation.spec.secretName ?? "")
        } catch {
            guard case .unreadable(let message) = error else { throw error.underlying }
            return .failed(message)
        }
        let request = CAReceive(
            name: name, chain: delivery.chain, profiles: [plan.authority.profile], receiver: .id(key.id),
            mechanism: configuration.keyWrap == .gcm ? .rsaOAEPSHA1GCM : .rsaOAEPSHA1KeyWrapPadded,
            wrapped: delivery.wrapped)
        let info: CAInfo
        do throws(EnclaveClientError) {
            info = try await enclave.call(request)
        } catch {
            guard !error.isPassing else { throw AuthorityFault.unavailable(error) }
            return .failed("failed to provision key for signer '\(name)': \(error.sentence)")
        }
        // Single use: nothing else is ever opened with it.
        try await retire(key)
        try await desk.destroyDelivery()
        try await desk.withdraw(attestation)
        return .provisioned(info)
    }

    /// The key that is being offered, or a new one.
    private func receiveKey(of name: String) async throws(AuthorityFault) -> KeyInfo {
        if let key = try await offeredKey(of: name) { return key }
        return try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            for generation in AuthorityName.generations {
                let own = AuthorityName.receiveKey(of: name, generation: generation)
                guard try await enclave.find(KeyShow(key: .name(own))) == nil else { continue }
                let template = KeyTemplate(
                    name: own, algorithm: .rsa3072, purpose: .receive, export: .never, replication: .domain,
                    audit: .each)
                return try await enclave.call(KeyGenerate(key: template))
            }
            throw EnclaveClientError(
                .refused(.alreadyExists), "every name of a receive key was used",
                remedy: "Choose another name for the issuer.")
        }
    }

    /// The one receive key of an authority that is not retired; nil if there is none.
    private func offeredKey(of name: String) async throws(AuthorityFault) -> KeyInfo? {
        try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            for generation in AuthorityName.generations {
                let own = AuthorityName.receiveKey(of: name, generation: generation)
                guard let key = try await enclave.find(KeyShow(key: .name(own))) else { return nil }
                if key.state == .active { return key }
            }
            return nil
        }
    }

    private func retire(_ key: KeyInfo) async throws(AuthorityFault) {
        _ = try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            try await enclave.call(KeyRetire(key: .id(key.id)))
        }
    }

    /// 28 random bytes and the time in 4, little-endian: key servers look at how old it is. Or 0 to 31, as Intel's had it.
    private func nonce() async throws(AuthorityFault) -> [UInt8] {
        guard configuration.usesRandomNonce else { return Array(0..<32) }
        let random = try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            try await enclave.call(RandomRequest(count: 28))
        }
        let time = UInt32(truncatingIfNeeded: Timestamp.now.seconds)
        return random.bytes + (0..<4).map { UInt8(truncatingIfNeeded: time >> (8 * $0)) }
    }

    private static func offered(_ key: KeyInfo) -> String { Base64.text(PEMText.publicKey(key.publicKey).utf8) }

    private func desk(_ reference: IssuerReference, _ issuer: Issuer) -> AttestationDesk {
        AttestationDesk(
            client: client, reference: reference, uid: issuer.metadata.uid ?? "",
            namespace: reference.key.namespace ?? configuration.ownNamespace)
    }
}
