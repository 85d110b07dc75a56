internal import EnclaveProtocol
internal import Kubernetes
internal import X509Core

/// The Secret an issuer's CA certificate is published in: one that the issuer owns, updated in its place.
struct PublishedSecret: Sendable {
    let secrets: ResourceClient<Secret>
    let name: String
    let owner: OwnerReference

    init(client: KubernetesClient, issuer: IssuerReference, uid: String, name: String, ownNamespace: String) {
        secrets = client.resources(Secret.self, namespace: issuer.key.namespace ?? ownNamespace)
        self.name = name
        owner = OwnerReference(
            apiVersion: issuer.kind.resource.apiVersion, kind: issuer.kind.rawValue, name: issuer.key.name, uid: uid)
    }

    /// The Secret as it is; nil if there is none.
    /// - Throws: `PublishingFault.foreign` when it belongs to something else.
    func current() async throws -> Secret? {
        guard let secret = try await secrets.find(name) else { return nil }
        guard isOwned(secret) else { throw PublishingFault.foreign(name) }
        return secret
    }

    /// Refuses a Secret that shows another CA than the authority and its predecessors: the one that signed until now is
    /// not in this enclave, and is not replaced without anybody saying so.
    func check(_ secret: Secret?, against info: CAInfo?) throws(PublishingFault) {
        guard let text = secret?.bytes("tls.crt"), !text.isEmpty else { return }
        let published = try? Certificate.readAll(text, limit: 16).first?.der
        let known = (info.map { $0.chain + $0.previous } ?? []).map(\.bytes)
        guard let published, known.contains(published) else { throw .anotherAuthority(name) }
    }

    /// Makes the Secret show the authority; true when that changed something.
    func publish(_ authority: ReadyAuthority, labels: [String: String], over secret: Secret?) async throws -> Bool {
        let data = [
            "tls.crt": Array(PEMText.certificates([authority.certificate]).utf8), "tls.key": [],
            "ca.crt": Array(PEMText.certificates(authority.roots).utf8),
        ]
        guard let secret, !secret.metadata.isBeingDeleted else {
            if let secret { try await release(secret) }
            let metadata = ObjectMeta(
                name: name, namespace: secrets.namespace, labels: labels.isEmpty ? nil : labels,
                ownerReferences: [owner], finalizers: [Issuer.finalizer])
            try await secrets.create(Secret(metadata: metadata, type: "kubernetes.io/tls", data: data))
            return true
        }
        return try await update(secret, data: data, labels: labels)
    }

    private func update(_ secret: Secret, data: [String: [UInt8]], labels: [String: String]) async throws -> Bool {
        let isSameData = data.allSatisfy { secret.bytes($0.key) == $0.value }
        let isLabelled = labels.allSatisfy { secret.metadata.labels?[$0.key] == $0.value }
        let isProtected = secret.metadata.finalizers?.contains(Issuer.finalizer) == true
        guard !isSameData || !isLabelled || !isProtected else { return false }
        var patch: JSONValue = ["metadata": ["labels": .object(labels.mapValues { .string($0) })]]
        patch["metadata"]?["resourceVersion"] = secret.metadata.resourceVersion.map { .string($0) }
        let finalizers = (secret.metadata.finalizers ?? []) + (isProtected ? [] : [Issuer.finalizer])
        patch["metadata"]?["finalizers"] = .array(finalizers.map { .string($0) })
        let wanted = Secret(metadata: ObjectMeta(), data: data)
        patch["data"] = .object((wanted.data ?? [:]).mapValues { .string($0) })
        try await secrets.patch(name, .merge(patch))
        return true
    }

    /// Deletes the Secret if the issuer owns it.
    func withdraw() async throws {
        guard let secret = try await secrets.find(name), isOwned(secret) else { return }
        if !secret.metadata.isBeingDeleted {
            try await KubernetesError.ignoringAbsence { () throws(KubernetesError) in
                try await secrets.delete(name, options: DeleteOptions(uid: secret.metadata.uid))
            }
        }
        if let left = try await secrets.find(name), isOwned(left) { try await release(left) }
    }

    private func release(_ secret: Secret) async throws {
        try await KubernetesError.ignoringAbsence { () throws(KubernetesError) in
            try await secrets.removeFinalizer(Issuer.finalizer, from: secret)
        }
    }

    private func isOwned(_ secret: Secret) -> Bool {
        secret.metadata.ownerReferences?.contains { $0.uid == owner.uid } ?? false
    }
}

/// Why an issuer's certificate is not published.
enum PublishingFault: Error {
    /// The Secret is not the issuer's.
    case foreign(String)
    /// The QuoteAttestation of the issuer's name is not its own.
    case foreignAttestation(String)
    /// The Secret shows a CA that the enclave does not hold.
    case anotherAuthority(String)

    var sentence: String {
        switch self {
        case .foreign(let name):
            "Failed create issuer secret: the Secret \"\(name)\" belongs to something else; choose another secretName"
        case .foreignAttestation(let name):
            "failed to initiate quote attestation: the QuoteAttestation \"\(name)\" belongs to something else"
        case .anotherAuthority(let name):
            """
            CA lost: the Secret "\(name)" shows a CA that this enclave does not hold. Import that CA under the signer's \
            name, or delete the Secret to go on with another
            """
        }
    }
}
