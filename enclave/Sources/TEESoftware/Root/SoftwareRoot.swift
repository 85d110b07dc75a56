internal import EnclaveProtocol
internal import TEEPlatform
internal import X509Core

/// The PKI of one installation: what Intel's is to hardware, in one directory.
///
/// The root's own key signs two certificates and one revocation list when the PKI is made, and is forgotten: it is
/// written nowhere. What remains are the keys that running enclaves need.
struct SoftwareRoot: Sendable {
    let certificates: SoftwareCertificates
    /// Signs the PCK revocation list of each day.
    let platformCAKey: SoftwareKey
    /// Signs TCB info and QE identity of each day.
    let tcbSigningKey: SoftwareKey
    /// Certifies the attestation key of each start.
    let pckKey: SoftwareKey

    /// A new PKI, valid from the day of `time`.
    static func generate(at time: Int64) throws(PlatformError) -> SoftwareRoot {
        let start = SoftwareCollateral.day(at: time) * 86_400
        let validity = CertificateValidity(notBefore: start, notAfter: start + SoftwareCertificates.lifetime)
        let root = try SoftwareAuthority.root(validity)
        let (platformCAKey, tcbSigningKey, pckKey) = (SoftwareKey(), SoftwareKey(), SoftwareKey())
        let platformCA = SoftwareAuthority(
            certificate: try root.certify(.platformCA, platformCAKey.publicKeyInfo), key: platformCAKey)
        let platform = SGXPlatform(ppid: Identifier.random().bytes, instanceID: Identifier.random().bytes)
        let certificates = SoftwareCertificates(
            root: root.certificate, platformCA: platformCA.certificate,
            tcbSigning: try root.certify(.tcbSigning, tcbSigningKey.publicKeyInfo),
            pck: try platformCA.certify(.pck(platform), pckKey.publicKeyInfo),
            rootRevocations: try root.revocations(number: 1, at: start, lifetime: SoftwareCertificates.lifetime))
        return SoftwareRoot(
            certificates: certificates, platformCAKey: platformCAKey, tcbSigningKey: tcbSigningKey, pckKey: pckKey)
    }
}

extension SoftwareRoot {
    /// The files of a software root.
    enum File: String, CaseIterable {
        case root = "root.crt"
        case rootRevocations = "root.crl"
        case platformCA = "platform-ca.crt"
        case platformCAKey = "platform-ca.key"
        case tcbSigning = "tcb-signing.crt"
        case tcbSigningKey = "tcb-signing.key"
        case pck = "pck.crt"
        case pckKey = "pck.key"
    }

    /// What is written into a file.
    func content(of file: File) -> [UInt8] {
        switch file {
        case .root: certificates.root.pem
        case .rootRevocations: PEM.encode(certificates.rootRevocations, label: "X509 CRL")
        case .platformCA: certificates.platformCA.pem
        case .platformCAKey: platformCAKey.scalar
        case .tcbSigning: certificates.tcbSigning.pem
        case .tcbSigningKey: tcbSigningKey.scalar
        case .pck: certificates.pck.pem
        case .pckKey: pckKey.scalar
        }
    }

    /// From the files' contents; refused unless every certificate and key belongs to the others.
    init(reading content: (File) throws(PlatformError) -> [UInt8]) throws(PlatformError) {
        func certificate(_ file: File) throws(PlatformError) -> Certificate {
            let bytes = try content(file)
            return try PlatformError.mapping { () throws(X509Error) in try Certificate(bytes) }
        }
        let revocations = try content(.rootRevocations)
        certificates = SoftwareCertificates(
            root: try certificate(.root), platformCA: try certificate(.platformCA),
            tcbSigning: try certificate(.tcbSigning), pck: try certificate(.pck),
            rootRevocations: try PlatformError.mapping { () throws(X509Error) in
                try CertificateRevocationList(revocations).der
            })
        platformCAKey = try Self.key(.platformCAKey, of: certificates.platformCA, content)
        tcbSigningKey = try Self.key(.tcbSigningKey, of: certificates.tcbSigning, content)
        pckKey = try Self.key(.pckKey, of: certificates.pck, content)
        try certificates.check()
    }

    private static func key(
        _ file: File, of certificate: Certificate, _ content: (File) throws(PlatformError) -> [UInt8]
    ) throws(PlatformError) -> SoftwareKey {
        guard let key = SoftwareKey(scalar: try content(file)), key.publicKeyInfo == certificate.content.publicKey.der
        else { throw PlatformError("\(file.rawValue) is not the key of its certificate") }
        return key
    }
}

extension SoftwareCertificates {
    /// Refuses certificates that were not issued by one another.
    func check() throws(PlatformError) {
        try PlatformError.mapping { () throws(X509Error) in
            let rootKey = root.content.publicKey
            try root.verifySignature(by: rootKey)
            try platformCA.verifySignature(by: rootKey)
            try tcbSigning.verifySignature(by: rootKey)
            try CertificateRevocationList(rootRevocations).verify(by: rootKey)
            try pck.verifySignature(by: platformCA.content.publicKey)
        }
    }
}
