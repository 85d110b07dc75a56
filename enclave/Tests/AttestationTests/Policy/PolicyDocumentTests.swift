import Testing

@testable import Attestation

@Suite("A policy document")
struct PolicyDocumentTests {
    private func fault(_ members: String...) -> PolicyError? {
        do throws(PolicyError) {
            _ = try AppraisalPolicy(json: Array("{\n\(members.joined(separator: ",\n"))\n}".utf8), source: "p.json")
            return nil
        } catch {
            return error
        }
    }

    @Test("is refused at the line that is wrong")
    func lines() {
        let opening = #""version": 1, "anyMeasurement": true"#
        for (member, expected) in [
            (#""statusses": ["UpToDate"]"#, "there is no field statusses here"),
            (#""statuses": "UpToDate""#, "this must be a list"),
            (#""statuses": []"#, "an empty list allows nothing"),
            (#""statuses": ["Uptodate"]"#, "one of UpToDate, SWHardeningNeeded"),
            (#""statuses": ["Revoked"]"#, "no policy can allow Revoked"),
            (#""allowDebug": "true""#, "this must be true or false"),
            (#""allowDebug": 1"#, "this must be true or false"),
            (#""allowSoftware": true"#, "allowSoftware needs softwareRoots"),
            (#""softwareRoots": ["5a"]"#, "64 hexadecimal digits"),
            (#""advisories": {"tolerates": []}"#, "there is no field tolerates here; there are tolerate, reject"),
            (#""collateral": {"maximumAge": 30}"#, "this must be text"),
            (#""collateral": {"maximumAge": "30"}"#, "a duration"),
            (#""collateral": {"minimumEvaluationNumber": -1}"#, "not negative"),
            (#""platforms": {"ppids": ["22"]}"#, "32 hexadecimal digits"),
            (#""platforms": {"chipIds": ["22"]}"#, "128 hexadecimal digits"),
            (#""intel": {"sgxTypes": ["big"]}"#, "one of standard, scalable"),
            (#""snp": {"minimumTcb": {"Rome": {}}}"#, "there is no field Rome here; there are Milan, Genoa, Turin"),
            (#""snp": {"minimumTcb": {"Milan": {"bootloader": 1, "tee": 0, "snp": 8}}}"#, "needs microcode"),
            (
                #""snp": {"minimumTcb": {"Milan": {"bootloader": 256, "tee": 0, "snp": 8, "microcode": 1}}}"#,
                "a number from 0 to 255"
            ),
            (
                #""snp": {"minimumTcb": {"Milan": {"fmc": 0, "bootloader": 2, "tee": 0, "snp": 8, "microcode": 1}}}"#,
                "Milan has no component fmc"
            ),
            (#""snp": {"minimumAbi": "1"}"#, "an ABI version"),
            (#""snp": {"require": ["fast"]}"#, "one of smtAllowed"),
            (#""reportData": "zz""#, "at most 128 hexadecimal digits"),
            (#""distrustedProducts": ["Rome"]"#, "one of Milan, Genoa, Turin"),
            (#""kinds": ["sev"]"#, "one of sgx, tdx, snp"),
            (#""tdx": []"#, "this must be a mapping of fields"),
            (#""allowDebug": true, "allowDebug": false"#, "allowDebug"),
        ] {
            let error = fault(opening, member)
            #expect(error?.line == 3, "\(member)")
            #expect(error?.message.contains(expected) == true, "\(member): \(error?.message ?? "accepted")")
        }
    }

    @Test("needs a version this program reads")
    func version() {
        #expect(fault(#""anyMeasurement": true"#)?.message.contains("version: 1") == true)
        #expect(fault(#""version": 2"#, #""anyMeasurement": true"#)?.line == 2)
    }

    @Test("says which code it trusts, or that any will do")
    func closed() {
        #expect(fault(#""version": 1"#)?.message.contains("add measurements, or anyMeasurement") == true)
        let set = #""measurements": [{"name": "a", "isvSvn": 1}]"#
        #expect(fault(#""version": 1"#, set) == nil)
        #expect(fault(#""version": 1"#, set, #""anyMeasurement": true"#)?.line == 4)
    }

    @Test("refuses sets of measurements that pin nothing or what is no measurement")
    func sets() {
        for (set, expected) in [
            (#"{"isvSvn": 1}"#, "needs a name"),
            (#"{"name": "a"}"#, "names no measurement"),
            (#"{"name": "a", "mrenclave": "00"}"#, "there is no measurement mrenclave"),
            (#"{"name": "a", "mrEnclave": "00"}"#, "64 hexadecimal digits"),
            (#"{"name": "a", "mrEnclave": []}"#, "a value or a list of them"),
            (#"{"name": "a", "isvSvn": {"least": 1}}"#, "there is no field least"),
            (#"{"name": "a", "isvSvn": {}}"#, "{minimum: …, maximum: …}"),
            (#"{"name": "a", "isvSvn": {"minimum": 1, "mask": 1}}"#, "{minimum: …, maximum: …}"),
            (#"{"name": "a", "isvSvn": {"minimum": 2, "maximum": 1}}"#, "not above its maximum"),
            (#"{"name": "a", "isvSvn": 1, "notBefore": "2026-02-30T00:00:00Z"}"#, "a time such as"),
            (
                #"{"name": "a", "isvSvn": 1, "notBefore": "2026-02-03T00:00:00Z", "notAfter": "2026-02-02T00:00:00Z"}"#,
                "must not be before"
            ),
        ] {
            let error = fault(#""version": 1"#, "\"measurements\": [\n\(set)]")
            #expect(error?.line == 4, "\(set)")
            #expect(error?.message.contains(expected) == true, "\(set): \(error?.message ?? "accepted")")
        }
    }

    @Test("is refused with its line when it is no JSON at all")
    func syntax() {
        let error = fault(#""version": 1"#, #""kinds": [sgx]"#)
        #expect(error?.line == 3)
        #expect(error?.description.hasPrefix("p.json:3: ") == true)
    }

    @Test("may be no longer than its limit")
    func length() {
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: AppraisalPolicy.maximumLength)
        #expect(throws: PolicyError.self) { try AppraisalPolicy(json: padding + Array("{}".utf8), source: "p") }
    }
}
