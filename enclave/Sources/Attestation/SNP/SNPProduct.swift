/// A line of AMD processors: it has its own root, and its own layout of the TCB.
public enum SNPProduct: String, Sendable, CaseIterable {
    case milan = "Milan"
    /// Genoa, Bergamo and Siena share one root.
    case genoa = "Genoa"
    case turin = "Turin"

    /// The product that a certificate's name for it begins with: `Milan-B0` is Milan.
    init?(certificateName name: String) {
        guard let first = name.split(separator: "-", omittingEmptySubsequences: false).first else { return nil }
        self.init(rawValue: String(first))
    }

    /// The product of a CPUID family and model, as reports of version 3 and later give them; nil for unknown ones.
    public init?(family: UInt8, model: UInt8) {
        switch (family, model) {
        case (0x19, 0x00...0x0f): self = .milan
        case (0x19, 0x10...0x1f), (0x19, 0xa0...0xaf): self = .genoa
        case (0x1a, 0x00...0x11): self = .turin
        default: return nil
        }
    }

    /// Bytes of the id that AMD gives a chip; a report's field of 64 holds it first, the rest zero.
    var chipIDLength: Int { self == .turin ? 8 : 64 }
}
