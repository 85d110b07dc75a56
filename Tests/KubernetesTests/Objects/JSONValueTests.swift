import Foundation
import Kubernetes
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test func keepsEverything() throws {
        let text = #"""
            {"a":null,"b":true,"c":9007199254740993,"d":-1.5,"e":"\u00e9","f":[1,[],{}],"g":{"h":false}}
            """#
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(
            value == [
                "a": .null, "b": true, "c": 9_007_199_254_740_993, "d": -1.5, "e": "é", "f": [1, [], [:]],
                "g": ["h": false],
            ])
        #expect(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value)) == value)
    }

    @Test func isReadAndChangedByName() {
        var value: JSONValue = ["spec": ["replicas": 1]]
        #expect(value.value(at: "spec", "replicas") == 1)
        #expect(value.value(at: "spec", "replicas", "deeper") == nil)
        value["spec"]?["paused"] = true
        value["spec"]?["replicas"] = nil
        value["status"]?["never"] = 1
        #expect(value == ["spec": ["paused": true]])
    }

    @Test func refusesEndlessNesting() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }
    }
}

@Suite("Objects without a schema")
struct UnstructuredTests {
    private let text = #"""
        {"apiVersion":"x.y/v1","kind":"Z","metadata":{"name":"n","managedFields":[{"manager":"m"}],"generation":3,
        "ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"u","controller":true}]},"spec":{"new":[1.5]}}
        """#

    @Test func keepFieldsNobodyKnows() throws {
        var object = try JSONDecoder().decode(Unstructured.self, from: Data(text.utf8))
        #expect(object.metadata.controller?.name == "o")
        #expect(object.metadata.generation == 3)
        object.metadata.labels = ["a": "b"]
        object.metadata.finalizers = ["f"]
        let again = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(object))
        #expect(again.value(at: "metadata", "managedFields") == [["manager": "m"]])
        #expect(again.value(at: "metadata", "labels", "a") == "b")
        #expect(again.value(at: "metadata", "finalizers") == ["f"])
        #expect(again.value(at: "spec", "new") == [1.5])
    }
}
