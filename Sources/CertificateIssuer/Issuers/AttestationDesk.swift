internal import EnclaveProtocol
internal import Kubernetes

/// The QuoteAttestation of one issuer and the Secret that is delivered for it: both have the issuer's name.
struct AttestationDesk: Sendable {
    private let attestations: ResourceClient<QuoteAttestation>
    private let secrets: ResourceClient<Secret>
    private let name: String
    private let signerName: String
    private let owner: OwnerReference

    init(client: KubernetesClient, reference: IssuerReference, uid: String, namespace: String) {
        attestations = client.resources(QuoteAttestation.self, namespace: namespace)
        secrets = client.resources(Secret.self, namespace: namespace)
        name = reference.key.name
        signerName = reference.signerName
        owner = OwnerReference(
            apiVersion: reference.kind.resource.apiVersion, kind: reference.kind.rawValue, name: reference.key.name,
            uid: uid)
    }

    /// The attestation; nil if there is none.
    /// - Throws: `AttestationFault.foreign` when one of that name is somebody else's.
    func current() async throws -> QuoteAttestation? {
        guard let found = try await attestations.find(name) else { return nil }
        guard found.metadata.ownerReferences?.contains(where: { $0.uid == owner.uid }) == true else {
            throw PublishingFault.foreignAttestation(name)
        }
        return found
    }

    func ask(quote: [UInt8], nonce: [UInt8], publicKey: String, labels: [String: String]?) async throws {
        let metadata = ObjectMeta(
            name: name, namespace: attestations.namespace, labels: labels, ownerReferences: [owner],
            finalizers: [Issuer.finalizer])
        // Twice: the field is base64 by its type, and the peers expect base64 text inside it.
        let spec = QuoteAttestation.Spec(
            type: "KeyProvisioning", quote: Base64.text(Base64.text(quote).utf8), quoteVersion: "ECDSA Quote 3",
            nonce: Base64.text(Base64.text(nonce).utf8), serviceId: "", publicKey: publicKey, signerName: signerName,
            secretName: name)
        try await attestations.create(QuoteAttestation(metadata: metadata, spec: spec))
    }

    func withdraw(_ attestation: QuoteAttestation) async throws {
        try await KubernetesError.ignoringAbsence { () throws(KubernetesError) in
            if !attestation.metadata.isBeingDeleted {
                try await attestations.delete(name, options: DeleteOptions(uid: attestation.metadata.uid))
            }
            guard let left = try await attestations.find(name), left.metadata.uid == attestation.metadata.uid else {
                return
            }
            try await attestations.removeFinalizer(Issuer.finalizer, from: left)
        }
    }

    /// What was delivered.
    func delivered() async throws(DeliveryFault) -> Secret? {
        do throws(KubernetesError) {
            return try await secrets.find(name)
        } catch {
            throw .unreachable(error)
        }
    }

    /// Deletes what was delivered: it wraps a key. A Secret that the issuer owns is none that was delivered.
    func destroyDelivery() async throws {
        guard let secret = try await secrets.find(name),
            secret.metadata.ownerReferences?.contains(where: { $0.uid == owner.uid }) != true
        else { return }
        try await KubernetesError.ignoringAbsence { () throws(KubernetesError) in
            try await secrets.delete(name, options: DeleteOptions(uid: secret.metadata.uid))
        }
    }
}
