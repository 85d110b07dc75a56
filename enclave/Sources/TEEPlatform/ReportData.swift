/// The 64 bytes of a verifier's choice that evidence is given over.
package struct ReportData: Sendable {
    /// Its length in every evidence format.
    package static let length = 64

    private let storage: InlineArray<64, UInt8>

    /// Nil unless there are exactly 64 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        var rest = bytes.makeIterator()
        storage = InlineArray { _ in rest.next() ?? 0 }
    }

    /// All zero: for evidence that only has to say what runs here.
    package static let zero = ReportData()

    private init() { storage = InlineArray(repeating: 0) }

    /// The 64 bytes.
    package var bytes: [UInt8] { storage.indices.map { storage[$0] } }
}
