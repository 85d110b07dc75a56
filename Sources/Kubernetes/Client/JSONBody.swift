internal import FoundationEssentials
internal import NIOCore

/// Bodies of requests and answers.
enum JSONBody {
    static func decode<Value: Decodable>(_ buffer: ByteBuffer) throws(KubernetesError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(buffer.readableBytesView))
        } catch {
            throw KubernetesError(
                .invalidObject, "What the server sent is no \(Value.self): \(error)",
                remedy: "Its version may not fit this program; for a custom resource, see its schema.", cause: error)
        }
    }

    static func encode(
        _ value: some Encodable, contentType: String = "application/json"
    ) throws(KubernetesError) -> APIRequest.Body {
        do {
            return APIRequest.Body(contentType: contentType, bytes: Array(try JSONEncoder().encode(value)))
        } catch {
            throw KubernetesError(.invalidObject, "The object cannot be written as JSON: \(error)", cause: error)
        }
    }
}

/// An object with the group, version and kind that a request's body must name.
struct Stamped<Object: Encodable>: Encodable {
    let object: Object
    let resource: ResourceDescriptor

    func encode(to encoder: any Encoder) throws {
        try object.encode(to: encoder)
        var container = encoder.container(keyedBy: FieldName.self)
        try container.encode(resource.apiVersion, forKey: FieldName("apiVersion"))
        try container.encode(resource.kind, forKey: FieldName("kind"))
    }
}
