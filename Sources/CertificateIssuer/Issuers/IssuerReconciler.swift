internal import EnclaveProtocol
internal import Kubernetes
internal import KubernetesController
internal import Logging
internal import X509Core

/// Brings one issuer to where its spec wants it: an authority in the enclave, its certificate in a Secret, its condition.
struct IssuerReconciler: Sendable {
    let client: KubernetesClient
    let catalog: IssuerCatalog
    let keeper: AuthorityKeeper
    let directory: AuthorityDirectory
    let events: EventRecorder
    let logger: Logger
    let ownNamespace: String
    /// Unix seconds.
    let now: @Sendable () -> Int64
    let provisioning: KeyProvisioning

    /// How long a settled issuer is left alone: its Secret is not watched, so that no right to list Secrets is needed.
    private static let lookAgain = 60.0..<90.0

    /// What an issuer became.
    enum Outcome: Sendable {
        case ready(ReadyAuthority, CAInfo, EnclaveMode)
        /// Waits for somebody else; looked at again when that changes.
        case waiting(String)
        case failed(String, isPassing: Bool)
    }

    func reconcile(_ reference: IssuerReference) async throws -> Reconciliation {
        guard let seen = catalog[reference] else {
            directory.set(nil, for: reference)
            return .done
        }
        guard !seen.metadata.isBeingDeleted else {
            try await IssuerFarewell(self).finish(reference, seen)
            return .done
        }
        var issuer = try await introduced(reference, seen)
        let outcome: Outcome
        do {
            outcome = try await settle(reference, &issuer)
        } catch let fault as PublishingFault {
            outcome = .failed(fault.sentence, isPassing: false)
        } catch let fault as AuthorityFault {
            outcome = .failed(fault.sentence, isPassing: fault.isPassing)
        } catch let fault as SpecFault {
            outcome = .failed(fault.sentence, isPassing: false)
        }
        return try await report(outcome, reference, issuer)
    }

    /// Holds the issuer by a finalizer and says that it was seen, once.
    private func introduced(_ reference: IssuerReference, _ seen: Issuer) async throws -> Issuer {
        var issuer = seen
        let writer = IssuerStatusWriter(client: client)
        if issuer.metadata.finalizers?.contains(Issuer.finalizer) != true {
            issuer = try await writer.resources(reference).addFinalizer(Issuer.finalizer, to: issuer)
        }
        guard issuer.condition(.ready) == nil else { return issuer }
        return try await set(IssuerCondition(.ready, "Unknown", message: "First seen"), of: reference, issuer)
    }

    private func settle(_ reference: IssuerReference, _ issuer: inout Issuer) async throws -> Outcome {
        let plan = try IssuerPlan(issuer, reference)
        let secret = secret(of: issuer, reference)
        let published = try await secret?.current()
        let finding = try await keeper.find(reference, known: issuer.status?.authority)
        let info: CAInfo
        switch finding {
        case .held(let held):
            try secret?.check(published, against: held)
            try await provisioning.withdraw(reference, issuer, authority: held.name, isReceived: true)
            info = held
        case .free(let name):
            try secret?.check(published, against: nil)
            guard issuer.isSelfSigned else {
                return try await provision(name, reference, &issuer, plan)
            }
            info = try await keeper.create(name, plan.authority)
            note(
                .normal, "AuthorityCreated", "Create", "Made the authority \"\(name)\" in the enclave", issuer,
                reference)
        }
        return try await publish(try await renewed(info, plan, issuer, reference), plan, reference, &issuer)
    }

    private func provision(
        _ name: String, _ reference: IssuerReference, _ issuer: inout Issuer, _ plan: IssuerPlan
    ) async throws -> Outcome {
        switch try await provisioning.advance(name, reference, issuer, plan) {
        case .waiting(let message): return .waiting(message)
        case .failed(let message): return .failed(message, isPassing: false)
        case .provisioned(let info):
            note(.normal, "AuthorityProvisioned", "Provision", "Received the key of \"\(name)\"", issuer, reference)
            return try await publish(info, plan, reference, &issuer)
        }
    }

    /// The authority, after its renewal if that is due.
    private func renewed(
        _ info: CAInfo, _ plan: IssuerPlan, _ issuer: Issuer, _ reference: IssuerReference
    ) async throws -> CAInfo {
        guard issuer.isSelfSigned, plan.rotatesAutomatically, RotationSchedule.due(info) <= now() else { return info }
        let new = try await keeper.rotate(info.name, lifetime: plan.authority.lifetime)
        note(
            .normal, "AuthorityRotated", "Rotate", "Renewed the authority; both roots are published", issuer, reference)
        return new
    }

    private func publish(
        _ info: CAInfo, _ plan: IssuerPlan, _ reference: IssuerReference, _ issuer: inout Issuer
    ) async throws -> Outcome {
        guard info.notAfter > now() else {
            return .failed("CA certificate validation failure: expired", isPassing: false)
        }
        guard info.profiles.contains(plan.authority.profile) else {
            throw SpecFault(
                field: "profile", message: "the authority was made to issue by \(info.profiles.joined(separator: ", "))"
            )
        }
        let authority: ReadyAuthority
        do throws(X509Error) {
            authority = try ReadyAuthority(info, limits: plan.limits, now: now())
        } catch {
            return .failed("failed to load the stored key: \(error.message)", isPassing: false)
        }
        // Once this stands there, losing the authority is an error and never a reason to make another.
        if issuer.status?.authority != info.name {
            issuer = try await IssuerStatusWriter(client: client).update(reference, issuer) {
                $0.authority = info.name
            }
        }
        try await withdrawFormerSecret(issuer, reference)
        if let secret = secret(of: issuer, reference) {
            let current = try await secret.current()
            if try await secret.publish(authority, labels: issuer.spec?.labels ?? [:], over: current) {
                logger.info("published", metadata: ["issuer": "\(reference)", "secret": "\(secret.name)"])
            }
        }
        return .ready(authority, info, try await keeper.mode())
    }

    /// The Secret of an earlier `spec.secretName`.
    private func withdrawFormerSecret(_ issuer: Issuer, _ reference: IssuerReference) async throws {
        guard let former = issuer.status?.secretName, former != issuer.spec?.secretName else { return }
        try await secret(named: former, of: issuer, reference)?.withdraw()
    }

    private func report(
        _ outcome: Outcome, _ reference: IssuerReference, _ issuer: Issuer
    ) async throws -> Reconciliation {
        switch outcome {
        case .ready(let authority, let info, let mode):
            directory.set(.ready(authority), for: reference)
            try await set(IssuerCondition(.ready, "True", message: "Success"), of: reference, issuer) { status in
                status.conditions?.set(Self.policy(authority.limits), at: stamp)
                if let condition = mode.condition { status.conditions?.set(condition, at: stamp) }
                status.notAfter = Timestamp(seconds: info.notAfter)
                status.secretName = issuer.spec?.secretName.flatMap { $0.isEmpty ? nil : $0 }
            }
            return .again(after: nextLook(at: info))
        case .waiting(let message):
            directory.set(.notReady(message), for: reference)
            try await set(IssuerCondition(.ready, "False", message: message), of: reference, issuer)
            return .again(after: .seconds(Double.random(in: Self.lookAgain)))
        case .failed(let message, let isPassing):
            directory.set(.notReady(message), for: reference)
            if issuer.condition(.ready)?.message != message {
                logger.warning("issuer not ready", metadata: ["issuer": "\(reference)", "reason": "\(message)"])
                note(.warning, "NotReady", "Reconcile", message, issuer, reference)
            }
            try await set(IssuerCondition(.ready, "False", message: message), of: reference, issuer)
            return isPassing ? .retry : .again(after: .seconds(Double.random(in: Self.lookAgain)))
        }
    }

    private func nextLook(at info: CAInfo) -> Duration {
        let untilDue = Double(RotationSchedule.due(info) - now())
        return .seconds(max(1, min(Double.random(in: Self.lookAgain), untilDue > 0 ? untilDue : .infinity)))
    }

    private static func policy(_ limits: IssuingLimits) -> IssuerCondition {
        limits.isOpen
            ? IssuerCondition(
                .policy, "False", reason: "NoNamePolicy",
                message: "Signs every name its approvers approve; spec.names or spec.profile restricts it")
            : IssuerCondition(.policy, "True", reason: "Restricted", message: "Signs only names that its policy covers")
    }

    @discardableResult
    private func set(
        _ condition: IssuerCondition, of reference: IssuerReference, _ issuer: Issuer,
        _ more: (inout Issuer.Status) -> Void = { _ in }
    ) async throws -> Issuer {
        try await IssuerStatusWriter(client: client).update(reference, issuer) { status in
            status.conditions = status.conditions ?? []
            status.conditions?.set(condition, at: stamp)
            status.observedGeneration = issuer.metadata.generation
            more(&status)
        }
    }

    func secret(of issuer: Issuer, _ reference: IssuerReference) -> PublishedSecret? {
        guard let name = issuer.spec?.secretName, !name.isEmpty else { return nil }
        return secret(named: name, of: issuer, reference)
    }

    func secret(named name: String, of issuer: Issuer, _ reference: IssuerReference) -> PublishedSecret? {
        PublishedSecret(
            client: client, issuer: reference, uid: issuer.metadata.uid ?? "", name: name, ownNamespace: ownNamespace)
    }

    func note(
        _ kind: EventRecorder.Kind, _ reason: String, _ action: String, _ note: String, _ issuer: Issuer,
        _ reference: IssuerReference
    ) {
        events.record(
            kind, reason: reason, action: action, note: note, about: issuer.metadata, of: reference.kind.resource)
    }

    private var stamp: Timestamp { Timestamp(seconds: now()) }
}
