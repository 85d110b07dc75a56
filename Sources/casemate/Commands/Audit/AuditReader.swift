internal import EnclaveClient
internal import EnclaveProtocol

/// Reads the audit page by page.
struct AuditReader {
    static let pageSize: UInt16 = 1000

    let client: EnclaveClient

    /// Gives every entry from `first` on, with its number, to `body`.
    func forEach(from first: UInt64, _ body: (UInt64, [UInt8]) throws -> Void) async throws {
        var number = first
        while true {
            let page = try await client.call(AuditRead(from: number, limit: Self.pageSize))
            var current = page.next &- UInt64(page.lines.count)
            for line in page.lines {
                try body(current, line.bytes)
                current += 1
            }
            guard page.next > number, !page.lines.isEmpty else { return }
            number = page.next
        }
    }
}
