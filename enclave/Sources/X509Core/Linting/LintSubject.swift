/// A certificate as the rows see it: every field decoded once.
package struct LintSubject: Sendable {
    let content: TBSCertificate
    let context: LintContext
    let attributes: [DistinguishedName.Attribute]
    private let attributeTypes: [AttributeType?]
    private(set) var basicConstraints: BasicConstraints?
    private(set) var keyUsage: KeyUsage?
    private(set) var purposes: [ObjectIdentifier]?
    private(set) var names: [GeneralName]?
    private(set) var subjectKeyIdentifier: [UInt8]?
    private(set) var authorityKeyIdentifier: [UInt8]?
    /// What is wrong with the domain names: of dNSName, and of the hosts of URIs.
    private(set) var domainNameFaults: Set<DomainNameFault> = []
    /// Whether every URI has the required form.
    private(set) var hasOnlyURIs = true
    /// Whether each known extension could be read.
    private(set) var isDecodable = true

    package init(_ content: TBSCertificate, context: LintContext) {
        self.content = content
        self.context = context
        attributes = content.subject.attributes
        attributeTypes = attributes.map { AttributeType.of($0.type) }
        for item in content.extensions {
            do throws(X509Error) {
                try decode(item)
            } catch {
                isDecodable = false
            }
        }
        names?.forEach { judgeHost(of: $0) }
    }

    private mutating func judgeHost(of name: GeneralName) {
        switch name.kind {
        case .dns:
            if let fault = DomainName.fault(name.value[...]) { domainNameFaults.insert(fault) }
        case .uri:
            guard let uri = UniformResource(name.value) else {
                hasOnlyURIs = false
                return
            }
            if let fault = uri.hostFault { domainNameFaults.insert(fault) }
        default:
            break
        }
    }

    private mutating func decode(_ item: CertificateExtension) throws(X509Error) {
        switch item.identifier {
        case .basicConstraints: basicConstraints = try BasicConstraints(der: item.value)
        case .keyUsage: keyUsage = try KeyUsage(der: item.value)
        case .extendedKeyUsage: purposes = try ExtensionList.readPurposes(der: item.value)
        case .subjectAltName: names = try ExtensionList.readNames(der: item.value)
        case .subjectKeyIdentifier: subjectKeyIdentifier = try KeyIdentifier.readSubject(der: item.value)
        case .authorityKeyIdentifier: authorityKeyIdentifier = try KeyIdentifier.readAuthority(der: item.value)
        default: break
        }
    }

    var isAuthority: Bool { basicConstraints?.isAuthority ?? false }
    var isSelfIssued: Bool { content.subject == content.issuer }

    func isCritical(_ identifier: ObjectIdentifier) -> Bool? {
        content.extensions.first(identifier)?.isCritical
    }

    /// Whether every name of a kind passes; true when there is none.
    func everyName(_ kind: GeneralName.Kind, _ accepts: (GeneralName) -> Bool) -> Bool {
        guard let names else { return true }
        return names.allSatisfy { $0.kind != kind || accepts($0) }
    }

    /// Whether no domain name has this fault.
    func hasNoName(with fault: DomainNameFault) -> Bool { !domainNameFaults.contains(fault) }

    /// Whether every attribute passes.
    func everyAttribute(_ accepts: (DistinguishedName.Attribute, AttributeType?) -> Bool) -> Bool {
        zip(attributes, attributeTypes).allSatisfy(accepts)
    }
}
