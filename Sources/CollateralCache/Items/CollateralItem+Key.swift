extension CollateralItem {
    /// The item kept under this key; nil for a key that this version does not know.
    init?(key: String) {
        let parts = key.split(separator: "/").map(String.init)
        guard let first = parts.first else { return nil }
        if first == "amd" {
            guard let item = Self.amdItem(target: key.dropFirst("amd".count)) else { return nil }
            self = item
            return
        }
        guard let tee = IntelTEE(rawValue: first), parts.count >= 3 else { return nil }
        if parts[1] == "crl" {
            guard let item = Self.revocationItem(parts[2]) else { return nil }
            self = item
            return
        }
        guard let version = APIVersion(rawValue: parts[1]) else { return nil }
        let evaluation = parts.last.flatMap(Evaluation.init(query:))
        switch (parts[2], parts.count, evaluation) {
        case ("tcb", 5, let evaluation?): self = .tcbInfo(tee, fmspc: parts[3], evaluation, version)
        case ("qe", 4, let evaluation?): self = .qeIdentity(tee, evaluation, version)
        case ("qve", 4, let evaluation?): self = .qveIdentity(evaluation, version)
        case ("qae", 4, let evaluation?): self = .qaeIdentity(evaluation)
        case ("evaluations", 3, _): self = .evaluationNumbers(tee)
        case ("fmspcs", 4, _): self = .fmspcs(platform: parts[3])
        default: return nil
        }
    }

    private static func revocationItem(_ name: String) -> CollateralItem? {
        name == "root" ? .rootCRL : PCKAuthority(rawValue: name).map(CollateralItem.pckCRL)
    }

    private static func amdItem(target: Substring) -> CollateralItem? {
        let parts = target.split(separator: "?", maxSplits: 1)
        guard let path = parts.first, let parameters = try? QueryParameters(parts.count > 1 ? String(parts[1]) : nil),
            let request = try? AMDRequest(segments: path.split(separator: "/"), parameters: parameters)
        else { return nil }
        return .amd(request)
    }
}

extension Evaluation {
    fileprivate init?(query: String) {
        let parts = query.split(separator: "=")
        switch (parts.first, parts.last) {
        case ("update", "standard"): self = .standard
        case ("update", "early"): self = .early
        case ("tcbEvaluationDataNumber", let text?):
            guard let number = UInt32(text) else { return nil }
            self = .number(number)
        default: return nil
        }
    }
}
