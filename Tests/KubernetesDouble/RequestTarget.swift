internal import Foundation
internal import Hummingbird
internal import Kubernetes

/// What a request is about.
struct RequestTarget {
    var resource: ResourceDescriptor
    var namespace: String?
    var name: String?
    var subresource: String?
    var query: [String: String]

    /// Finds the resource of a path; throws 404 for one that is not served.
    init(_ request: Request, resources: [ResourceDescriptor]) throws(StatusBody) {
        let path = request.uri.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        var rest = path[...]
        let missing = StatusBody(
            code: 404, reason: "NotFound", message: "the server could not find the requested resource")
        let root = rest.popFirst()
        guard root == "api" || root == "apis" else { throw missing }
        let group = root == "apis" ? rest.popFirst() ?? "" : ""
        let version = rest.popFirst()
        if rest.first == "namespaces", rest.count > 2 {
            rest.removeFirst()
            namespace = rest.popFirst()
        }
        let plural = rest.popFirst()
        let found = resources.first { $0.group == group && $0.version == version && $0.plural == plural }
        guard let resource = found else { throw missing }
        self.resource = resource
        name = rest.popFirst()
        subresource = rest.popFirst()
        let items = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        query = Dictionary(items, uniquingKeysWith: { first, _ in first })
    }

    var key: ObjectKey { ObjectKey(namespace: namespace, name: name ?? "") }

    var filter: ObjectFilter {
        ObjectFilter(
            namespace: namespace, labels: ObjectFilter.pairs(query["labelSelector"]),
            fields: ObjectFilter.pairs(query["fieldSelector"]))
    }
}
