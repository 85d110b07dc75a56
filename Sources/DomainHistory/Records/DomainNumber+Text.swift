package import EnclaveProtocol

extension DomainNumber {
    /// From `TERM.INDEX` as audits write it; nil when the text is none.
    package init?(text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let term = UInt32(parts[0]), let index = UInt64(parts[1]) else { return nil }
        self.init(term: term, index: index)
    }
}
