internal import TEEPlatform
internal import X509Core

/// The four certificates of a software root and its root's revocation list: the public half of the PKI.
///
/// Names are those that verifiers of DCAP quotes look for; the organisation says that none of it is Intel's.
struct SoftwareCertificates: Sendable {
    let root: Certificate
    let platformCA: Certificate
    let tcbSigning: Certificate
    let pck: Certificate
    /// DER. It lists nothing and lasts as long as the root: the root's key is gone once it has signed this.
    let rootRevocations: [UInt8]

    /// How long everything lasts that the root's key signs, in seconds: ten years.
    static let lifetime: Int64 = 3652 * 86_400

    /// SHA-256 of the root's public key (SubjectPublicKeyInfo): MRSIGNER of the evidence.
    var signer: [UInt8] { SoftwareMeasurement.digest(root.content.publicKey.der) }

    /// The PCK chain as a quote carries it: leaf, intermediate, root.
    var pckChain: [UInt8] { pck.pem + platformCA.pem + root.pem }

    /// The chain that signs TCB info and QE identity.
    var signingChain: [UInt8] { tcbSigning.pem + root.pem }

    /// First second at which any of them is no longer valid.
    var notAfter: Int64 { [root, platformCA, tcbSigning, pck].map(\.content.notAfter).min() ?? 0 }
}

/// What a certificate of the software root is for.
struct SoftwareRole: Sendable {
    let commonName: String
    let isAuthority: Bool
    let pathLength: Int?
    let usage: KeyUsage
    let more: [CertificateExtension]

    static let root = authority("Casemate Software SGX Root CA", pathLength: 1)
    static let platformCA = authority("Intel SGX PCK Platform CA", pathLength: 0)
    static let tcbSigning = leaf("Intel SGX TCB Signing", [])

    static func pck(_ platform: SGXPlatform) -> SoftwareRole {
        leaf("Intel SGX PCK Certificate", [platform.certificateExtension])
    }

    private static func authority(_ name: String, pathLength: Int) -> SoftwareRole {
        SoftwareRole(
            commonName: name, isAuthority: true, pathLength: pathLength, usage: [.certificateSigning, .crlSigning],
            more: [])
    }

    private static func leaf(_ name: String, _ more: [CertificateExtension]) -> SoftwareRole {
        SoftwareRole(
            commonName: name, isAuthority: false, pathLength: nil, usage: [.digitalSignature, .contentCommitment],
            more: more)
    }

    var name: String { "CN=\(commonName),O=Casemate software platform - not Intel Corporation" }
}
