/// The security versions of an SEV-SNP platform: eight bytes whose layout depends on the product.
public struct SNPTCB: Sendable, Hashable {
    /// A part of the firmware that has a security version of its own.
    public enum Component: String, Sendable, CaseIterable {
        /// Turin only.
        case fmc
        case bootLoader = "bootloader"
        case tee
        case snp
        case microcode
    }

    /// Which layout the bytes have.
    public let product: SNPProduct
    /// As in a report.
    public let bytes: [UInt8]

    /// Length in bytes.
    public static let length = 8

    /// From a field of a report; nil unless it has eight bytes.
    public init?(product: SNPProduct, bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.product = product
        self.bytes = bytes
    }

    /// From single versions, those not named being zero; nil when the product has no such component.
    public init?(product: SNPProduct, versions: [Component: UInt8]) {
        var bytes = [UInt8](repeating: 0, count: Self.length)
        for (component, version) in versions {
            guard let offset = Self.offset(of: component, in: product) else { return nil }
            bytes[offset] = version
        }
        self.product = product
        self.bytes = bytes
    }

    /// The version of one component; nil when the product has none.
    public subscript(component: Component) -> UInt8? {
        Self.offset(of: component, in: product).map { bytes[$0] }
    }

    /// The components of the product in the order of the bytes.
    public static func components(of product: SNPProduct) -> [Component] {
        Component.allCases.filter { offset(of: $0, in: product) != nil }
    }

    /// The components whose version is lower than in `minimum`, compared one by one; all of them when the products
    /// differ, as versions of different products say nothing about each other.
    public func components(below minimum: SNPTCB) -> [Component] {
        let all = Self.components(of: product)
        guard product == minimum.product else { return all }
        return all.filter { component in
            guard let own = self[component], let least = minimum[component] else { return true }
            return own < least
        }
    }

    /// Whether no component is below `minimum`.
    public func isAtLeast(_ minimum: SNPTCB) -> Bool { components(below: minimum).isEmpty }

    /// Whether the bytes that no component uses are zero.
    var hasClearReserve: Bool {
        let used = Self.components(of: product).compactMap { Self.offset(of: $0, in: product) }
        return bytes.indices.allSatisfy { used.contains($0) || bytes[$0] == 0 }
    }

    private static func offset(of component: Component, in product: SNPProduct) -> Int? {
        switch (product, component) {
        case (.turin, .fmc): 0
        case (.turin, .bootLoader): 1
        case (.turin, .tee): 2
        case (.turin, .snp): 3
        case (.milan, .fmc), (.genoa, .fmc): nil
        case (.milan, .bootLoader), (.genoa, .bootLoader): 0
        case (.milan, .tee), (.genoa, .tee): 1
        case (.milan, .snp), (.genoa, .snp): 6
        case (_, .microcode): 7
        }
    }
}

extension SNPTCB: CustomStringConvertible {
    /// `bootloader 4, tee 0, snp 24, microcode 219`.
    public var description: String {
        Self.components(of: product).compactMap { component in self[component].map { "\(component.rawValue) \($0)" } }
            .joined(separator: ", ")
    }
}
