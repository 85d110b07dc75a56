internal import EnclaveClient
internal import EnclaveProtocol
internal import KeyOperations
internal import Kubernetes
internal import X509Core

/// Moves a certificate authority out of a Secret and into the enclave.
///
/// The order makes every interruption harmless: the search changes nothing; the Secret goes only when the enclave has
/// answered that it keeps the key; a second run finds the authority there and goes on.
struct AuthorityMove {
    /// What to do.
    struct Plan {
        /// The Secret.
        let source: ObjectKey
        /// The authority's name in the enclave.
        let name: String
        let profiles: [String]
        var keepsSecret = false
        var rotates = false
        /// Looks, and changes nothing.
        var isTrial = false
    }

    /// What became of the Secret.
    enum Removal {
        case removed
        case kept
        /// Deletion was asked for; these finalizers hold it.
        case waiting([String])
    }

    /// What was done and seen.
    struct Outcome {
        let plan: Plan
        let source: SecretAuthority
        let resourceVersion: String
        let sightings: KeySightings
        let warnings: [String]
        /// As it is in the enclave now; nil in a trial.
        var authority: CAInfo?
        /// An earlier run had brought it in.
        var wasThere = false
        var removal = Removal.kept
    }

    let cluster: KubernetesClient
    let enclave: EnclaveClient
    let administrators: [AdministratorKey]
    let plan: Plan

    func run() async throws -> Outcome {
        let secret = try await secrets.get(plan.source.name)
        let source = try SecretAuthority(secret)
        if plan.rotates, !source.isRoot { throw CommandError.rotatesNoRoot }
        let search = ClusterKeySearch(
            client: cluster, search: KeyTraceSearch(publicKey: source.key.publicKeySPKI), source: plan.source)
        var outcome = Outcome(
            plan: plan, source: source, resourceVersion: secret.metadata.resourceVersion ?? "",
            sightings: try await search.run(), warnings: Self.warnings(secret))
        guard !plan.isTrial else { return outcome }
        try await bringIn(source, &outcome)
        if !plan.keepsSecret { outcome.removal = try await remove(secret) }
        if plan.rotates {
            let rotation = CARotate(name: plan.name, lifetime: 0)
            outcome.authority = try await enclave.call(rotation, authorizedBy: administrators)
        }
        return outcome
    }

    private var secrets: ResourceClient<Secret> {
        cluster.resources(Secret.self, namespace: plan.source.namespace)
    }

    private func bringIn(_ source: SecretAuthority, _ outcome: inout Outcome) async throws {
        let request = CAImport(
            name: plan.name, chain: source.chain.map { Blob($0.der) }, profiles: plan.profiles,
            privateKey: source.key.pkcs8, isSealed: false)
        do throws(EnclaveClientError) {
            outcome.authority = try await enclave.call(request, authorizedBy: administrators)
        } catch {
            guard error.code == .refused(.alreadyExists) else { throw error }
            let there = try await enclave.call(CAShow(name: plan.name))
            guard there.chain.first?.bytes == source.chain[0].der else { throw CommandError.anotherIsThere(plan.name) }
            outcome.authority = there
            outcome.wasThere = true
        }
    }

    /// Deletes the Secret that was read, and no other of its name.
    private func remove(_ secret: Secret) async throws -> Removal {
        let options = DeleteOptions(uid: secret.metadata.uid, resourceVersion: secret.metadata.resourceVersion)
        do throws(KubernetesError) {
            try await secrets.delete(plan.source.name, options: options)
        } catch {
            guard error.code == .conflict else { throw error }
            throw CommandError.changedMeanwhile(plan.source, cause: error)
        }
        let left = try await secrets.find(plan.source.name)
        guard let left, left.metadata.uid == secret.metadata.uid else { return .removed }
        return .waiting(left.metadata.finalizers ?? [])
    }

    /// Who would make a Secret of that name again, with another key.
    private static func warnings(_ secret: Secret) -> [String] {
        var warnings: [String] = []
        if let certificate = secret.metadata.annotations?["cert-manager.io/certificate-name"] {
            warnings.append(
                "cert-manager keeps this Secret for the Certificate \(certificate): delete that Certificate, or "
                    + "cert-manager makes the Secret again, with another key")
        }
        if secret.metadata.name == "istio-ca-secret" {
            warnings.append(
                "istiod makes istio-ca-secret again, with another key, at its next start while it is a CA itself: "
                    + "configure its external CA first")
        }
        return warnings
    }
}

extension CommandError {
    fileprivate static let rotatesNoRoot = CommandError(
        code: "not-a-root", message: "Only a root can be rotated; this authority's certificate was signed by another.",
        remedy: "Import it without --rotate, and replace it by `ca create --external` and its parent.")

    fileprivate static func anotherIsThere(_ name: String) -> CommandError {
        CommandError(
            code: "already-exists", message: "The enclave has another authority \(name).",
            remedy: "Give it another name; the Secret was not touched.")
    }

    fileprivate static func changedMeanwhile(_ source: ObjectKey, cause: KubernetesError) -> CommandError {
        CommandError(
            code: "conflict",
            message: "The Secret \(source) changed while its key was imported, so it was not deleted.",
            remedy: "The enclave has the key that was read. Look at the Secret, and run the command again.",
            cause: cause)
    }

    /// What the cluster says.
    init(_ error: KubernetesError) {
        self.init(code: error.code.rawValue, message: error.message, remedy: error.remedy, cause: error)
    }
}
