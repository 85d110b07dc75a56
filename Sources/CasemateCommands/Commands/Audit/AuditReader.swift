internal import EnclaveClient
internal import EnclaveProtocol

/// Reads the audit page by page.
struct AuditReader {
    static let pageSize: UInt16 = 1000

    let client: EnclaveClient

    /// Gives every durable entry from `first` on to `body`, and before them the header that makes them a file.
    func forEach(
        from first: UInt64, header: (([UInt8]) throws -> Void)? = nil, _ body: ([UInt8]) throws -> Void
    ) async throws {
        var next: UInt64? = first
        while let number = next {
            let page = try await client.call(AuditRead(from: number, limit: Self.pageSize))
            if number == first { try header?(page.header) }
            for line in page.lines { try body(line.bytes) }
            guard page.next.map({ $0 > number }) ?? true, !page.lines.isEmpty else { return }
            next = page.next
        }
    }
}
