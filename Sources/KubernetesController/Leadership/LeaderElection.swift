public import Kubernetes

/// The lease was not renewed in time, or taken: someone else may lead now.
public struct LeadershipLost: Error, CustomStringConvertible {
    /// What was lost.
    public let lease: ObjectKey
    /// Who has it now, where it was taken.
    public let holder: String?
    /// Why it was not renewed, where that is known.
    public let cause: KubernetesError?

    public var description: String {
        if let holder { return "The lease \(lease) has another holder now: \(holder)." }
        return "The lease \(lease) was not renewed in time\(cause.map { ": \($0)" } ?? ".")"
    }
}

/// Lets one of several processes lead, by a Lease.
///
/// It guards against wasted work, not against two leaders for a moment (a process that is stopped for long does not see
/// its time run out): what must not happen twice needs its own guard. Source: Kubernetes documentation, "Leases".
public struct LeaderElection: Sendable {
    /// Who takes part in what, and how fast.
    public struct Configuration: Sendable {
        /// The Lease.
        public var namespace: String
        public var name: String
        /// This process, by a name no other has.
        public var identity: String
        /// How long others wait for a silent leader, in whole seconds.
        public var leaseDuration: Duration = .seconds(15)
        /// How long a leader that cannot renew goes on; less than `leaseDuration`.
        public var renewDeadline: Duration = .seconds(10)
        /// How often a leader renews and others look.
        public var retryPeriod: Duration = .seconds(2)
        /// Told of each failed attempt.
        public var onFailure: @Sendable (KubernetesError) -> Void = { _ in }
        /// Told of each other one.
        public var onSuccess: @Sendable () -> Void = {}

        /// The times client-go has.
        public init(namespace: String, name: String, identity: String) {
            self.namespace = namespace
            self.name = name
            self.identity = identity
        }
    }

    private let leases: ResourceClient<Lease>
    private let configuration: Configuration

    /// An election through that client.
    public init(client: KubernetesClient, configuration: Configuration) {
        leases = client.resources(Lease.self, namespace: configuration.namespace)
        self.configuration = configuration
    }

    /// Waits for the lease, then runs `lead`, whose task is cancelled when the lease is lost or this task is cancelled.
    ///
    /// Returns when `lead` returns, and then gives the lease back. Throws ``LeadershipLost``, or what `lead` throws.
    public func run(_ lead: @escaping @Sendable () async throws -> Void) async throws {
        var view = LeaseView()
        try await acquire(&view)
        let acquired = view
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await lead() }
                group.addTask { try await keep(acquired) }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let error as LeadershipLost {
            throw error
        } catch {
            await release()
            throw error
        }
        await release()
    }

    private func acquire(_ view: inout LeaseView) async throws {
        while true {
            do throws(KubernetesError) {
                if try await attempt(&view) { return }
            } catch {
                guard error.code != .cancelled else { throw CancellationError() }
                configuration.onFailure(error)
            }
            try await Task.sleep(for: untilNextLook(view), clock: .continuous)
        }
    }

    /// At the latest when the lease runs out: a standby that looked a moment before would let it lie for a whole period.
    private func untilNextLook(_ view: LeaseView) -> Duration {
        let pause = configuration.retryPeriod * Double.random(in: 1...1.2)
        let remaining = view.remaining(at: .now)
        return remaining > .zero ? min(pause, remaining) : pause
    }

    /// Renews until it is too late.
    private func keep(_ view: LeaseView) async throws {
        var view = view
        var renewed = ContinuousClock.now
        while true {
            try await Task.sleep(for: configuration.retryPeriod, clock: .continuous)
            switch try await renew(&view, before: renewed + configuration.renewDeadline) {
            case .renewed: renewed = .now
            case .taken(let holder): throw LeadershipLost(lease: key, holder: holder, cause: nil)
            case .failed(let error):
                guard ContinuousClock.now - renewed < configuration.renewDeadline else {
                    throw LeadershipLost(lease: key, holder: nil, cause: error)
                }
            }
        }
    }

    private enum Renewal {
        case renewed
        case taken(by: String?)
        /// For this reason, where there is another than the time.
        case failed(KubernetesError?)
    }

    /// One renewal, given up when `deadline` comes.
    private func renew(_ view: inout LeaseView, before deadline: ContinuousClock.Instant) async throws -> Renewal {
        let start = view
        let outcome = await outcome(of: { await renewal(start) }, before: deadline)
        try Task.checkCancellation()
        switch outcome {
        case .success(let renewed):
            view = renewed
            return renewed.holder == configuration.identity ? .renewed : .taken(by: renewed.holder)
        case .failure(let error):
            configuration.onFailure(error)
            return .failed(error)
        case nil:
            return .failed(nil)
        }
    }

    /// What `work` gives; nil, and it is cancelled, when the deadline comes first.
    private func outcome<Value: Sendable>(
        of work: @escaping @Sendable () async -> Value, before deadline: ContinuousClock.Instant
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func renewal(_ view: LeaseView) async -> Result<LeaseView, KubernetesError> {
        var view = view
        do throws(KubernetesError) {
            _ = try await attempt(&view)
            return .success(view)
        } catch {
            return .failure(error)
        }
    }

    /// Looks at the lease and writes this process into it, if it is free or ours; true if it is ours now.
    private func attempt(_ view: inout LeaseView) async throws(KubernetesError) -> Bool {
        guard let lease = try await leases.find(configuration.name) else {
            view = LeaseView()
            view.observe(try await leases.create(first(view)), at: .now)
            configuration.onSuccess()
            return true
        }
        view.observe(lease, at: .now)
        let isOurs = view.isFree(for: configuration.identity, at: .now)
        if isOurs {
            let claim = view.claim(by: configuration.identity, duration: configuration.leaseDuration, at: .now)
            view.observe(try await write(claim, over: lease), at: .now)
        }
        configuration.onSuccess()
        return isOurs
    }

    private func first(_ view: LeaseView) -> Lease {
        Lease(
            metadata: ObjectMeta(name: configuration.name, namespace: configuration.namespace),
            spec: view.claim(by: configuration.identity, duration: configuration.leaseDuration, at: .now))
    }

    /// Changes the lease only if it is still as it was read.
    private func write(_ spec: Lease.Spec, over lease: Lease) async throws(KubernetesError) -> Lease {
        guard let fields = try? JSONValue(encoding: spec) else {
            throw KubernetesError(.invalidObject, "The lease cannot be written.")
        }
        var metadata: JSONValue = [:]
        metadata["resourceVersion"] = lease.metadata.resourceVersion.map(JSONValue.string)
        return try await leases.patch(configuration.name, .merge(["metadata": metadata, "spec": fields]))
    }

    /// Gives the lease back, so that the next leader need not wait. An API server that does not answer is not waited for: the
    /// lease runs out by itself.
    private func release() async {
        // Its own task, awaited here: it must also run when this one was cancelled.
        await Task {
            await outcome(of: { try? await giveBack() }, before: .now + configuration.retryPeriod)
        }.value
    }

    private func giveBack() async throws(KubernetesError) {
        guard let lease = try await leases.find(configuration.name),
            lease.spec?.holderIdentity == configuration.identity
        else { return }
        var spec = lease.spec ?? Lease.Spec()
        spec.holderIdentity = ""
        spec.leaseDurationSeconds = 1
        spec.renewTime = .now
        _ = try await write(spec, over: lease)
    }

    private var key: ObjectKey {
        ObjectKey(namespace: configuration.namespace, name: configuration.name)
    }
}
