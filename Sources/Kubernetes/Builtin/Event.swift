/// The object an event or another reference is about.
///
/// Source: Kubernetes API reference, `ObjectReference`.
public struct ObjectReference: Codable, Hashable, Sendable {
    public var apiVersion: String?
    public var kind: String?
    public var namespace: String?
    public var name: String?
    public var uid: String?
    public var resourceVersion: String?

    /// A reference to an object of that resource.
    public init(_ metadata: ObjectMeta, of resource: ResourceDescriptor) {
        apiVersion = resource.apiVersion
        kind = resource.kind
        namespace = metadata.namespace
        name = metadata.name
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
    }
}

/// Something that happened to an object, in the newer of the two APIs for it.
///
/// Source: Kubernetes API reference, events.k8s.io/v1.
public struct Event: KubernetesResource {
    public static let resource = ResourceDescriptor(
        group: "events.k8s.io", version: "v1", plural: "events", kind: "Event")

    /// How often it happened since the first time.
    public struct Series: Codable, Hashable, Sendable {
        public var count: Int
        public var lastObservedTime: MicroTimestamp

        /// A series; `count` is at least 2.
        public init(count: Int, lastObservedTime: MicroTimestamp) {
            self.count = count
            self.lastObservedTime = lastObservedTime
        }
    }

    public var metadata: ObjectMeta
    public var eventTime: MicroTimestamp?
    public var reportingController: String?
    public var reportingInstance: String?
    /// What was tried, for example `Sign`.
    public var action: String?
    /// Why, for example `SigningFailed`.
    public var reason: String?
    public var regarding: ObjectReference?
    /// For a person; at most 1,024 bytes.
    public var note: String?
    /// `Normal` or `Warning`.
    public var type: String?
    public var series: Series?

    /// An event; ``EventRecorder`` fills it in.
    public init(metadata: ObjectMeta) {
        self.metadata = metadata
    }
}

/// Something that happened to an object, in the older of the two APIs for it.
///
/// Source: Kubernetes API reference, core/v1.
public struct CoreEvent: KubernetesResource {
    public static let resource = ResourceDescriptor(version: "v1", plural: "events", kind: "Event")

    /// Who reports.
    public struct Source: Codable, Hashable, Sendable {
        public var component: String?
        public var host: String?

        /// A reporting component.
        public init(component: String? = nil, host: String? = nil) {
            self.component = component
            self.host = host
        }
    }

    public var metadata: ObjectMeta
    public var involvedObject: ObjectReference?
    public var reason: String?
    public var message: String?
    public var source: Source?
    public var firstTimestamp: Timestamp?
    public var lastTimestamp: Timestamp?
    public var count: Int?
    public var type: String?

    /// An event; ``EventRecorder`` fills it in.
    public init(metadata: ObjectMeta) {
        self.metadata = metadata
    }
}
