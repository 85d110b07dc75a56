extension ResourceClient {
    /// Adds a finalizer to an object as it was read; `conflict` if it changed meanwhile.
    ///
    /// Source: Kubernetes documentation, "Finalizers".
    @discardableResult
    public func addFinalizer(_ finalizer: String, to object: Object) async throws(KubernetesError) -> Object {
        let finalizers = object.metadata.finalizers ?? []
        guard !finalizers.contains(finalizer) else { return object }
        return try await setFinalizers(finalizers + [finalizer], of: object)
    }

    /// Removes a finalizer from an object as it was read; `conflict` if it changed meanwhile.
    ///
    /// An object that is being deleted goes with its last finalizer.
    @discardableResult
    public func removeFinalizer(_ finalizer: String, from object: Object) async throws(KubernetesError) -> Object {
        let finalizers = object.metadata.finalizers ?? []
        guard finalizers.contains(finalizer) else { return object }
        return try await setFinalizers(finalizers.filter { $0 != finalizer }, of: object)
    }

    private func setFinalizers(_ finalizers: [String], of object: Object) async throws(KubernetesError) -> Object {
        var metadata: JSONValue = ["finalizers": .array(finalizers.map(JSONValue.string))]
        metadata["resourceVersion"] = object.metadata.resourceVersion.map(JSONValue.string)
        return try await self.in(object.metadata.namespace).patch(
            object.metadata.name ?? "", .merge(["metadata": metadata]))
    }
}
