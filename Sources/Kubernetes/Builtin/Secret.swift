/// A Secret. `data` holds base64; ``bytes(_:)`` decodes.
///
/// Source: Kubernetes API reference, core/v1.
public struct Secret: KubernetesResource {
    public static let resource = ResourceDescriptor(version: "v1", plural: "secrets", kind: "Secret")

    public var metadata: ObjectMeta
    /// For example `Opaque` or `kubernetes.io/tls`.
    public var type: String?
    /// Base64 by name.
    public var data: [String: String]?
    public var immutable: Bool?

    /// A Secret of those bytes.
    public init(metadata: ObjectMeta, type: String = "Opaque", data: [String: [UInt8]]) {
        self.metadata = metadata
        self.type = type
        self.data = data.mapValues(Base64.encode)
    }

    /// The bytes of that name; nil if there are none or they are no base64.
    public func bytes(_ name: String) -> [UInt8]? {
        data?[name].flatMap(Base64.decode)
    }
}

/// A ConfigMap.
///
/// Source: Kubernetes API reference, core/v1.
public struct ConfigMap: KubernetesResource {
    public static let resource = ResourceDescriptor(version: "v1", plural: "configmaps", kind: "ConfigMap")

    public var metadata: ObjectMeta
    public var data: [String: String]?
    /// Base64 by name.
    public var binaryData: [String: String]?

    /// A ConfigMap of that text.
    public init(metadata: ObjectMeta, data: [String: String]) {
        self.metadata = metadata
        self.data = data
    }
}
