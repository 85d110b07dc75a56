internal import Attestation
internal import EnclaveProtocol

/// What `attest verify` says, as the one JSON object and for people.
enum VerdictReport {
    /// Evidence that is not genuine, or cannot be shown to be.
    static func refused(_ error: AppraisalError, _ shape: EvidenceShape?) -> Report {
        let json: JSONValue = [
            "kind": .optional(shape?.kind?.rawValue), "container": .optional(shape?.container.rawValue),
            "platform": nil, "genuine": false, "status": nil, "advisories": [], "tcbDate": nil, "expires": nil,
            "debug": nil,
            "verdict": "reject", "code": .string(error.code.rawValue), "reason": .string(error.message),
            "findings": [], "measurementSet": nil, "root": nil, "reportData": nil, "measurements": [:],
            "platformInfo": [:], "current": nil,
        ]
        return Report(json: json, text: "Not genuine (\(error.code.rawValue)): \(error.message)", isFailure: true)
    }

    /// Genuine evidence and a policy's verdict on it.
    static func judged(_ verdict: PolicyVerdict) -> Report {
        Report(json: json(verdict), text: text(verdict), isFailure: !verdict.isAccepted)
    }

    private static func json(_ verdict: PolicyVerdict) -> JSONValue {
        let appraisal = verdict.appraisal
        return [
            "kind": .string(appraisal.kind.rawValue), "container": .string(appraisal.container.rawValue),
            "platform": .string(appraisal.platform.rawValue), "genuine": true,
            "status": .string(appraisal.status.rawValue), "advisories": .strings(appraisal.advisories),
            "tcbDate": .optional(appraisal.tcbDate.map(RFC3339.text)),
            "expires": .string(RFC3339.text(appraisal.expires)),
            "debug": .bool(appraisal.debug), "verdict": verdict.isAccepted ? "accept" : "reject",
            "code": .string(verdict.code.rawValue), "reason": .string(verdict.reason),
            "findings": .array(
                verdict.findings.map { ["code": .string($0.code.rawValue), "reason": .string($0.reason)] }),
            "measurementSet": .optional(verdict.measurementSet),
            "root": .string(Hex.encode(appraisal.anchor.fingerprint)),
            "reportData": .string(Hex.encode(appraisal.reportData)),
            "measurements": .claims(appraisal.measurements), "platformInfo": .claims(appraisal.platformInfo),
            "current": appraisal.current.map(json) ?? nil,
        ]
    }

    private static func json(_ level: TCBLevelVerdict) -> JSONValue {
        [
            "status": .string(level.status.rawValue), "tcbDate": .string(RFC3339.text(level.tcbDate)),
            "advisories": .strings(level.advisories),
        ]
    }

    private static func text(_ verdict: PolicyVerdict) -> String {
        let appraisal = verdict.appraisal
        var lines = ["Accepted. \(verdict.reason)"]
        if !verdict.isAccepted { lines = verdict.findings.map { "Rejected (\($0.code.rawValue)): \($0.reason)" } }
        var facts = [
            ("kind", "\(appraisal.kind.rawValue), as \(appraisal.container.rawValue)"),
            ("platform", appraisal.platform.rawValue), ("status", appraisal.status.rawValue),
        ]
        if !appraisal.advisories.isEmpty { facts.append(("advisories", appraisal.advisories.joined(separator: " "))) }
        if let date = appraisal.tcbDate { facts.append(("TCB of", RFC3339.text(date))) }
        if let current = appraisal.current { facts.append(("running now", current.status.rawValue)) }
        facts += [
            ("valid until", RFC3339.text(appraisal.expires)), ("debug", appraisal.debug ? "yes" : "no"),
            ("report data", Hex.encode(appraisal.reportData)),
        ]
        facts += codeNames(of: appraisal.kind).compactMap { name in
            appraisal.measurements.first { $0.name == name }.map { (name, $0.value.description) }
        }
        return (lines + [FactList.text(facts)]).joined(separator: "\n")
    }

    /// The measurements that name code; the others stand in the JSON.
    private static func codeNames(of kind: EvidenceKind) -> [String] {
        switch kind {
        case .sgx: ["mrEnclave", "mrSigner", "isvProdId", "isvSvn"]
        case .tdx: ["mrTd", "rtmr0", "rtmr1", "rtmr2", "rtmr3"]
        case .snp: ["measurement", "hostData", "vmpl"]
        }
    }
}
