import Testing

@testable import Attestation

@Suite("Measurements in a policy")
struct MeasurementPolicyTests {
    private static let enclave = String(repeating: "aa", count: 32)
    private static let signer = String(repeating: "bb", count: 32)
    private static let other = String(repeating: "00", count: 32)

    /// A policy whose sets stand one a line from line 2.
    private func judge(_ appraisal: Appraisal, at time: Int64 = Evidence.time, _ sets: String...) throws
        -> PolicyVerdict
    {
        let text = "{\"version\": 1, \"measurements\": [\n" + sets.joined(separator: ",\n") + "\n]}"
        return try AppraisalPolicy(json: Array(text.utf8), source: "p.json").judge(appraisal, at: time)
    }

    @Test("one set that fits is enough, and is named")
    func anySet() throws {
        let verdict = try judge(
            Evidence.sgx(), #"{"name": "old", "mrEnclave": "\#(Self.other)"}"#,
            #"{"name": "new", "mrEnclave": ["\#(Self.other)", "\#(Self.enclave)"]}"#)
        #expect(verdict.isAccepted)
        #expect(verdict.measurementSet == "new")
        #expect(verdict.reason.contains("measured as new"))
    }

    @Test("every measurement of a set must hold")
    func everyPin() throws {
        for (pins, fits) in [
            (#""mrSigner": "\#(Self.signer)", "isvProdId": 1, "isvSvn": {"minimum": 3}"#, true),
            (#""mrSigner": "\#(Self.signer)", "isvProdId": 1, "isvSvn": {"minimum": 4}"#, false),
            (#""mrSigner": "\#(Self.signer)", "isvProdId": 2"#, false),
            (#""mrSigner": "\#(Self.signer)", "isvSvn": [1, 2, 3]"#, true),
            (#""isvSvn": {"minimum": 1, "maximum": 2}"#, false),
            (#""attributes": {"value": 4, "mask": 6}"#, true), (#""attributes": {"value": 6, "mask": 6}"#, false),
            (#""mrEnclave": {"value": "\#(Self.enclave)", "mask": "\#(Self.other)"}"#, true),
            (#""mrEnclave": {"value": "\#(Self.signer)", "mask": "\#(Self.signer)"}"#, false),
        ] {
            #expect(try judge(Evidence.sgx(), #"{"name": "a", \#(pins)}"#).isAccepted == fits, "\(pins)")
        }
    }

    @Test("a refusal names the line and the value of the measurement that differs")
    func reason() throws {
        let verdict = try judge(
            Evidence.sgx(), "{\"name\": \"a\",\n\"isvProdId\": 1,\n\"mrEnclave\": \"\(Self.other)\"}")
        #expect(verdict.code == .unknownMeasurement)
        #expect(verdict.reason == "p.json:4: mrEnclave is \(Self.enclave); a wants \(Self.other).")
    }

    @Test("sets for another kind of evidence do not fit")
    func otherKind() throws {
        let verdict = try judge(Evidence.tdx(), #"{"name": "a", "mrEnclave": "\#(Self.enclave)"}"#)
        #expect(verdict.code == .unknownMeasurement)
        #expect(verdict.reason.contains("mrTd is cccc"))
    }

    @Test("a set counts only within its time")
    func validity() throws {
        let set = """
            {"name": "a", "mrEnclave": "\(Self.enclave)", "notBefore": "2026-06-15T00:00:00Z", \
            "notAfter": "2026-06-15T12:00:00Z"}
            """
        #expect(try judge(Evidence.sgx(), at: Evidence.time, set).isAccepted)
        for time in [Evidence.time + 1, Evidence.time - 12 * 3600 - 1] {
            let verdict = try judge(Evidence.sgx(), at: time, set)
            #expect(verdict.reason == "p.json:2: The measurements are those of a, which does not count at this time.")
        }
    }
}
