import Testing

@testable import CasemateCommands

/// Reading what kube-apiserver says of its encryption; the first text is one that kube-apiserver 1.36 wrote.
struct EncryptionMetricsTests {
    private static let name = "apiserver_storage_transformation_operations_total"
    private static let status = "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds"
    private static let text = """
        # HELP apiserver_storage_transformation_operations_total [ALPHA] Total number of transformations.
        process_start_time_seconds 1.76377557e+09
        \(name){resource="secrets",status="OK",transformation_type="from_storage",transformer_prefix="k1:"} 1
        \(name){resource="secrets",status="OK",transformation_type="from_storage",transformer_prefix="k8s:enc:aesgcm:v1:"} 1
        \(name){resource="secrets",status="OK",transformation_type="to_storage",transformer_prefix="k1:"} 1
        \(name){resource="secrets",status="OK",transformation_type="to_storage",transformer_prefix="k8s:enc:aesgcm:v1:"} 3
        """

    @Test func operationsAreCountedByProvider() {
        let metrics = EncryptionMetrics(Self.text)
        #expect(metrics.operations(on: "secrets") == [.init(prefix: "k8s:enc:aesgcm:v1:", reads: 1, writes: 3)])
        #expect(metrics.operations(on: "configmaps").isEmpty)
        #expect(metrics.started == 1_763_775_570)
        #expect(MetricsProof(metrics, resource: "secrets").complaint == nil)
    }

    @Test func plainReadsAndSilenceAreComplaints() {
        let plain = """
            \(Self.name){resource="secrets",status="OK",transformation_type="from_storage",transformer_prefix="identity"} 2
            """
        let proof = MetricsProof(EncryptionMetrics(Self.text + "\n" + plain), resource: "secrets")
        #expect(proof.plain == 2)
        #expect(proof.complaint?.contains("2 reads or writes of plain objects") == true)
        #expect(MetricsProof(EncryptionMetrics(""), resource: "secrets").complaint?.contains("no encryption") == true)
    }

    @Test func theNewestKeyIsTheCurrentOne() {
        let id = KeyHash(ofKeyID: "b").text
        let metrics = EncryptionMetrics(
            """
            \(Self.status){apiserver_id_hash="x",key_id_hash="sha256:aa",provider_name="p"} 1e+09
            \(Self.status){apiserver_id_hash="x",key_id_hash="\(id)",provider_name="p"} 2e+09
            \(Self.status){apiserver_id_hash="x",key_id_hash="sha256:cc",provider_name="q"} 5
            """)
        #expect(metrics.currentKeyHashes == ["p": id, "q": "sha256:cc"])
        let value = StoredValue.encrypted(.init(provider: .kms2, name: "p", keyID: "b"))
        #expect(value.isCurrent(metrics.currentKeyHashes) == true)
        #expect(StoredValue.encrypted(.init(provider: .kms2, name: "q", keyID: "b")).isCurrent(["q": "x"]) == false)
        #expect(StoredValue.plain.isCurrent(metrics.currentKeyHashes) == nil)
    }

    @Test(arguments: [
        "", "#", "name", "name{", "name{a=", "name{a=\"", "name{a=\"b\"", "name{a=\"b\"}", "name x", "{} NaN",
    ])
    func whatIsNoSampleIsLeftOut(_ line: String) {
        #expect(MetricSample(line[...]) == nil)
    }

    @Test func labelsAreUnescaped() throws {
        let sample = try #require(MetricSample("n{a=\"x\\\"y\\\\z\\n}\",b=\"\"} 1"))
        #expect(sample["a"] == "x\"y\\z\n}" && sample["b"] == "" && sample["c"] == nil && sample.value == 1)
    }
}
