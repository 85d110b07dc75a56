extension Appraisal {
    /// The same appraisal with more facts about the platform, and an end no later than `limit`.
    func adding(_ claims: [Claim], expiringBy limit: Int64 = .max) -> Appraisal {
        Appraisal(
            kind: kind, container: container, anchor: anchor, status: status, advisories: advisories, tcbDate: tcbDate,
            expires: min(expires, limit), debug: debug, reportData: reportData, measurements: measurements,
            platformInfo: platformInfo + claims, current: current)
    }
}
