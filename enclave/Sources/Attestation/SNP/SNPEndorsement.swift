internal import EnclaveProtocol
public import X509Core

/// A VCEK or VLEK certificate: the key that signs reports, and the platform AMD certified it for.
public struct SNPEndorsement: Sendable {
    /// As received.
    public let certificate: Certificate
    /// Which of the two it is, by its common name.
    public let kind: SNPSigningKey
    /// The product it was made for.
    public let product: SNPProduct
    /// The security versions the key was derived from.
    public let tcb: SNPTCB
    /// The chip of a VCEK, 64 bytes or, for Turin, 8; nil for a VLEK.
    public let hardwareID: [UInt8]?
    /// The cloud provider of a VLEK; nil for a VCEK.
    public let cloudProvider: String?

    /// Reads the extensions; the signature is `VerifiedSNPChain`'s matter.
    /// - Throws: `malformedCollateral` for an extension that is missing or has a value it cannot have.
    public init(_ certificate: Certificate) throws(AppraisalError) {
        guard let kind = Self.kind(of: certificate) else {
            throw Self.fault("its common name is neither SEV-VCEK nor SEV-VLEK")
        }
        guard certificate.content.publicKey.kind == .p384 else { throw Self.fault("its key is not on curve P-384") }
        let values = SNPExtensionValues(certificate.content.extensions)
        let structureVersion = try values.integer(SNPExtension.structureVersion, "structure version")
        guard structureVersion <= 1 else { throw Self.fault("its structure version \(structureVersion) is unknown") }
        let name = try values.text(SNPExtension.productName, "product name")
        guard let product = SNPProduct(certificateName: name) else {
            throw Self.fault("it is for product \"\(name)\", which is no Milan, Genoa or Turin")
        }
        self.certificate = certificate
        self.kind = kind
        self.product = product
        tcb = try Self.readTCB(values, product)
        hardwareID = kind == .vcek ? try values.hardwareID(length: product.chipIDLength) : nil
        cloudProvider = kind == .vlek ? try values.text(SNPExtension.cloudProvider, "cloud provider") : nil
    }

    /// The kind a certificate claims by its common name; nil for other certificates.
    static func kind(of certificate: Certificate) -> SNPSigningKey? {
        let name = certificate.content.subject.commonName
        return SNPSigningKey.allCases.first { $0.commonName == name }
    }

    private static func readTCB(_ values: SNPExtensionValues, _ product: SNPProduct) throws(AppraisalError) -> SNPTCB {
        var versions: [SNPTCB.Component: UInt8] = [:]
        for component in SNPTCB.components(of: product) {
            versions[component] = try values.integer(SNPExtension.version(of: component), component.rawValue)
        }
        // A version this program cannot compare must not be passed over.
        for reserved in SNPExtension.reservedVersions where values.has(reserved) {
            guard try values.integer(reserved, "reserved version") == 0 else {
                throw fault("it has a security version that this program does not know")
            }
        }
        guard let tcb = SNPTCB(product: product, versions: versions) else { throw fault("its versions are incomplete") }
        return tcb
    }

    static func fault(_ what: String) -> AppraisalError {
        AppraisalError(.malformedCollateral, "The certificate that signs SEV-SNP reports cannot be used: \(what).")
    }
}

extension SNPEndorsement: CustomStringConvertible {
    /// `VCEK for Milan`.
    public var description: String { "\(kind.rawValue) for \(product.rawValue)" }
}

extension DistinguishedName {
    /// The only common name; nil when there is none or several.
    var commonName: String? {
        let names = attributes.filter { $0.type == AttributeType.commonName }
        return names.count == 1 ? names[0].text : nil
    }
}
