import Foundation
import Testing

@testable import Kubernetes

@Suite("Requests")
struct RequestTests {
    @Test func pathsAreMadeOfTheDescriptor() {
        let secrets = Secret.resource
        #expect(secrets.path(namespace: "n", name: "x") == ["api", "v1", "namespaces", "n", "secrets", "x"])
        #expect(secrets.path(namespace: nil) == ["api", "v1", "secrets"])
        let requests = CertificateSigningRequest.resource
        #expect(
            requests.path(namespace: "ignored", name: "c", subresource: "approval") == [
                "apis", "certificates.k8s.io", "v1", "certificatesigningrequests", "c", "approval",
            ])
    }

    @Test func partsOfURLsAreEncoded() {
        #expect(PercentEncoding.component("a b/ü?&=+") == "a%20b%2F%C3%BC%3F%26%3D%2B")
        #expect(PercentEncoding.headerName("Example.org/Foo") == "example.org%2Ffoo")
    }

    @Test func addressesAreTakenApart() throws {
        var configuration = ClusterConfiguration(server: "https://10.0.0.1:6443/prefix/")
        configuration.tlsServerName = "kubernetes"
        let address = try ServerAddress(configuration)
        #expect(address.base == "https://kubernetes:6443/prefix")
        #expect(address.aliases == ["kubernetes": "10.0.0.1"])
        #expect(try ServerAddress(ClusterConfiguration(server: "http://[::1]:8080")).base == "http://[::1]:8080")
        for text in ["", "10.0.0.1:6443", "ftp://x", "https://", "https://h?x=1"] {
            #expect(throws: KubernetesError.self) { try ServerAddress(ClusterConfiguration(server: text)) }
        }
    }

    @Test func patchesAreWritten() throws {
        let operations: [Patch.Operation] = [
            .test(["metadata", "resourceVersion"], "7"), .add(["metadata", "annotations", "a/b~c"], ["x"]),
            .remove(["spec"]),
        ]
        let body = try Patch.json(operations).body(for: Secret.resource)
        #expect(body.contentType == "application/json-patch+json")
        #expect(
            try JSONDecoder().decode(JSONValue.self, from: Data(body.bytes)) == [
                ["op": "test", "path": "/metadata/resourceVersion", "value": "7"],
                ["op": "add", "path": "/metadata/annotations/a~1b~0c", "value": ["x"]],
                ["op": "remove", "path": "/spec"],
            ])
        let applied = try Patch.apply(["data": [:]], manager: "m", force: true).body(for: Secret.resource)
        #expect(
            try JSONDecoder().decode(JSONValue.self, from: Data(applied.bytes)) == [
                "apiVersion": "v1", "kind": "Secret", "data": [:],
            ])
    }

    @Test func bodiesNameTheirKind() throws {
        let lease = Lease(metadata: ObjectMeta(name: "l"), spec: Lease.Spec(holderIdentity: "me"))
        for body in [
            try JSONBody.encode(Stamped(object: lease, resource: Lease.resource)),
            try JSONBody.encode(Stamped(object: Unstructured(["spec": [:]]), resource: Lease.resource)),
        ] {
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(body.bytes))
            #expect(json["apiVersion"] == "coordination.k8s.io/v1")
            #expect(json["kind"] == "Lease")
            #expect(json["spec"] != nil)
        }
    }

    @Test func refusalsAreReadable() throws {
        let text = #"""
            {"kind":"Status","status":"Failure","message":"long","reason":"Invalid","code":422,"details":{"name":"x",
            "kind":"Thing","causes":[{"reason":"FieldValueInvalid","message":"must be positive","field":"spec.a"},
            {"reason":"FieldValueRequired","message":"Required value","field":"spec.b[0]"}]}}
            """#
        let status = try JSONDecoder().decode(APIStatus.self, from: Data(text.utf8))
        let error = KubernetesError(status, httpStatus: 422)
        #expect(error.code == .invalid)
        #expect(error.message == "Thing x is not valid: spec.a: must be positive; spec.b[0]: Required value")
        #expect(error.fieldCauses.map(\.field) == ["spec.a", "spec.b[0]"])
    }
}
