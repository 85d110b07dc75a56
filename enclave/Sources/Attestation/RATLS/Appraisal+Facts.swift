extension Appraisal {
    /// The same appraisal with more facts about the platform, and an end no later than `limit`.
    func adding(_ claims: [Claim], expiringBy limit: Int64 = .max) -> Appraisal {
        var copy = self
        copy.platformInfo += claims
        copy.expires = min(expires, limit)
        return copy
    }
}
