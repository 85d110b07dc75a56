internal import X509Core

/// The extensions of VCEK and VLEK certificates, all under 1.3.6.1.4.1.3704.1.
enum SNPExtension {
    static let structureVersion = identifier([1])
    static let productName = identifier([2])
    static let hardwareID = identifier([4])
    static let cloudProvider = identifier([5])

    /// The security version of a component.
    static func version(of component: SNPTCB.Component) -> ObjectIdentifier {
        switch component {
        case .bootLoader: identifier([3, 1])
        case .tee: identifier([3, 2])
        case .snp: identifier([3, 3])
        case .microcode: identifier([3, 8])
        case .fmc: identifier([3, 9])
        }
    }

    /// Security versions of components that do not exist yet.
    static let reservedVersions: [ObjectIdentifier] = (4...7).map { identifier([3, $0]) }

    private static func identifier(_ arcs: [UInt8]) -> ObjectIdentifier {
        ObjectIdentifier(known: [0x2b, 6, 1, 4, 1, 0x9c, 0x78, 1] + arcs)
    }
}
