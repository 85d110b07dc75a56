/// The lowest security versions of a product that a policy calls up to date.
struct SNPMinimumTCB: Sendable {
    /// In the order of the document.
    let minimums: [Setting<SNPTCB>]

    /// A mapping of products to mappings of components: `{Milan: {bootloader: 4, tee: 0, snp: 24, microcode: 219}}`.
    init(_ value: PolicyValue) throws(PolicyFault) {
        let products = try PolicySection<SNPProduct>(value)
        var minimums: [Setting<SNPTCB>] = []
        for product in SNPProduct.allCases {
            guard let member = products.member(product) else { continue }
            minimums.append(Setting(try Self.tcb(of: product, member.value), line: member.line))
        }
        self.minimums = minimums
    }

    /// The minimum for the product of a TCB, or nil when the policy names none.
    func minimum(for tcb: SNPTCB) -> Setting<SNPTCB>? { minimums.first { $0.value.product == tcb.product } }

    /// A TCB as it is written in a policy.
    static func line(_ tcb: SNPTCB) -> String {
        SNPTCB.components(of: tcb.product).map { "\($0.rawValue): \(tcb[$0] ?? 0)" }.joined(separator: ", ")
    }

    // Every component must stand there: one forgotten would be one not judged.
    private static func tcb(of product: SNPProduct, _ value: PolicyValue) throws(PolicyFault) -> SNPTCB {
        let section = try PolicySection<SNPTCB.Component>(value)
        let components = SNPTCB.components(of: product)
        var versions: [SNPTCB.Component: UInt8] = [:]
        for component in components {
            guard let member = section.member(component) else {
                throw PolicyFault(section.line, "the minimum of \(product.rawValue) needs \(component.rawValue)")
            }
            guard let version = UInt8(exactly: try member.value.number) else {
                throw member.value.fault("a number from 0 to 255")
            }
            versions[component] = version
        }
        guard section.member(.fmc) == nil || components.contains(.fmc),
            let tcb = SNPTCB(product: product, versions: versions)
        else { throw PolicyFault(section.line, "\(product.rawValue) has no component fmc") }
        return tcb
    }
}
