/// A lock in the API that is held for a time and renewed.
///
/// Source: Kubernetes API reference, coordination.k8s.io/v1.
public struct Lease: KubernetesResource {
    public static let resource = ResourceDescriptor(
        group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease")

    /// Who holds it.
    public struct Spec: Codable, Hashable, Sendable {
        /// The holder; absent or empty when it was released.
        public var holderIdentity: String?
        /// How long others wait after the last renewal they saw.
        public var leaseDurationSeconds: Int?
        public var acquireTime: MicroTimestamp?
        public var renewTime: MicroTimestamp?
        /// How often it changed hands.
        public var leaseTransitions: Int?

        /// What a holder writes.
        public init(
            holderIdentity: String? = nil, leaseDurationSeconds: Int? = nil, acquireTime: MicroTimestamp? = nil,
            renewTime: MicroTimestamp? = nil, leaseTransitions: Int? = nil
        ) {
            self.holderIdentity = holderIdentity
            self.leaseDurationSeconds = leaseDurationSeconds
            self.acquireTime = acquireTime
            self.renewTime = renewTime
            self.leaseTransitions = leaseTransitions
        }
    }

    public var metadata: ObjectMeta
    public var spec: Spec?

    /// A lease.
    public init(metadata: ObjectMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }
}
