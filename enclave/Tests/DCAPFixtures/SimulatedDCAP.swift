import Attestation
import Crypto
import EnclaveProtocol
import X509Core

/// A machine, its quote and everything published about it, under a PKI made for the occasion. Change fields, then
/// `make`: everything is signed with what the fields say, so that only what was changed is wrong.
package struct SimulatedDCAP: Sendable {
    package var time: Int64 = 1_781_524_800
    package var root = SimulatedCertificate(
        "Intel SGX Root CA", issuer: "Intel SGX Root CA", serial: 1,
        constraints: BasicConstraints(isAuthority: true, pathLength: 1), usage: [.certificateSigning, .crlSigning])
    package var authority = SimulatedCertificate(
        "Intel SGX PCK Platform CA", issuer: "Intel SGX Root CA", serial: 2,
        constraints: BasicConstraints(isAuthority: true, pathLength: 0), usage: [.certificateSigning, .crlSigning])
    package var signer = SimulatedCertificate(
        "Intel SGX TCB Signing", issuer: "Intel SGX Root CA", serial: 3,
        constraints: BasicConstraints(isAuthority: false), usage: [.digitalSignature, .contentCommitment])
    package var leaf = SimulatedCertificate(
        "Intel SGX PCK Certificate", issuer: "Intel SGX PCK Platform CA", serial: 4,
        constraints: BasicConstraints(isAuthority: false), usage: [.digitalSignature, .contentCommitment])
    package var pck = SimulatedPCK()
    package var rootList = SimulatedRevocationList(issuer: "Intel SGX Root CA")
    package var pckList = SimulatedRevocationList(issuer: "Intel SGX PCK Platform CA")
    package var tcbInfo: SimulatedTCBInfo
    package var qeIdentity: SimulatedQEIdentity
    package var quote: SimulatedQuote
    /// Changes the texts before they are signed.
    package var editTCBInfo: @Sendable (String) -> String = { $0 }
    package var editQEIdentity: @Sendable (String) -> String = { $0 }
    /// Whose key signs the TCB info, where it is not the TCB signing certificate's.
    package var tcbInfoKey: P256.Signing.PrivateKey?
    /// Whose key signs the CRLs, where it is not their issuer's.
    package var rootListKey: P256.Signing.PrivateKey?
    package var pckListKey: P256.Signing.PrivateKey?
    /// Changes the members of the collateral once all is signed.
    package var editCollateral: @Sendable (inout [String: String], SimulatedHierarchy) -> Void = { _, _ in }

    package init(version: UInt16 = 5, layout: SimulatedQuote.Layout = .td15) {
        tcbInfo = SimulatedTCBInfo(isTDX: layout.isTDX)
        qeIdentity = SimulatedQEIdentity(isTDX: layout.isTDX)
        quote = SimulatedQuote(version: version, layout: layout)
    }

    /// An SGX quote of version 3.
    package static var enclave: SimulatedDCAP { SimulatedDCAP(version: 3, layout: .enclave) }

    /// Signs everything.
    package func make() throws -> SimulatedEvidence { try make(under: SimulatedHierarchy(self)) }

    /// Signs everything but the certificates.
    package func make(under hierarchy: SimulatedHierarchy) throws -> SimulatedEvidence {
        var members = try collateral(hierarchy)
        editCollateral(&members, hierarchy)
        return SimulatedEvidence(
            quote: try quote.bytes(pckKey: leaf.key, chain: hierarchy.pckChain), members: members,
            root: hierarchy.root, time: time)
    }

    private func collateral(_ hierarchy: SimulatedHierarchy) throws -> [String: String] {
        let tcbText = editTCBInfo(tcbInfo.json)
        let qeText = editQEIdentity(qeIdentity.json)
        let tcbSignature = try (tcbInfoKey ?? signer.key).signature(for: Array(tcbText.utf8)).rawRepresentation
        let qeSignature = try signer.key.signature(for: Array(qeText.utf8)).rawRepresentation
        return [
            "pck_crl_issuer_chain": SimulatedHierarchy.pem([hierarchy.authority, hierarchy.root]),
            "root_ca_crl": Hex.encode(try rootList.der(issuerKey: root.key, signedBy: rootListKey)),
            "pck_crl": Hex.encode(try pckList.der(issuerKey: authority.key, signedBy: pckListKey)),
            "tcb_info_issuer_chain": SimulatedHierarchy.pem([hierarchy.signer, hierarchy.root]),
            "tcb_info": tcbText, "tcb_info_signature": Hex.encode(Array(tcbSignature)),
            "qe_identity_issuer_chain": SimulatedHierarchy.pem([hierarchy.signer, hierarchy.root]),
            "qe_identity": qeText, "qe_identity_signature": Hex.encode(Array(qeSignature)),
        ]
    }
}

/// The certificates of a simulation, each signed once.
package struct SimulatedHierarchy: Sendable {
    package let root: [UInt8]
    package let authority: [UInt8]
    package let signer: [UInt8]
    package let leaf: [UInt8]

    package init(root: [UInt8], authority: [UInt8], signer: [UInt8], leaf: [UInt8]) {
        self.root = root
        self.authority = authority
        self.signer = signer
        self.leaf = leaf
    }

    package init(_ simulation: SimulatedDCAP) throws {
        root = try simulation.root.der(signedBy: simulation.root.key)
        authority = try simulation.authority.der(signedBy: simulation.root.key)
        signer = try simulation.signer.der(signedBy: simulation.root.key)
        leaf = try Self.leaf(of: simulation)
    }

    /// Another machine's chain under the same CA and root.
    package func chain(of simulation: SimulatedDCAP) throws -> [UInt8] {
        Array(Self.pem([try Self.leaf(of: simulation), authority, root]).utf8) + [0]
    }

    private static func leaf(of simulation: SimulatedDCAP) throws -> [UInt8] {
        var certificate = simulation.leaf
        certificate.extensions.append(simulation.pck.certificateExtension)
        return try certificate.der(signedBy: simulation.authority.key)
    }

    /// PEM of leaf, CA and root, ending in a NUL as Intel's does.
    package var pckChain: [UInt8] { Array(Self.pem([leaf, authority, root]).utf8) + [0] }

    package static func pem(_ certificates: [[UInt8]]) -> String {
        String(decoding: certificates.flatMap { PEM.encode($0, label: "CERTIFICATE") }, as: UTF8.self)
    }
}

/// A quote with its collateral and root, as a verifier gets them.
package struct SimulatedEvidence: Sendable {
    package var quote: [UInt8]
    /// Members of the collateral's JSON object.
    package var members: [String: String]
    /// DER.
    package var root: [UInt8]
    package var time: Int64

    package var collateralJSON: [UInt8] {
        let escape = { (text: String) in
            text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
                .replacing("\t", with: "\\t")
        }
        let lines = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\(escape($0.value))\"" }
        return Array("{\(lines.joined(separator: ",\n"))}".utf8)
    }

    package var collateral: Collateral { get throws { try Collateral(json: collateralJSON) } }
    package var trustedRoot: DCAPRoot { get throws { try DCAPRoot(Certificate(root)) } }

    package func verifiedCollateral() throws -> VerifiedCollateral {
        try VerifiedCollateral(collateral, root: trustedRoot, time: time)
    }

    package func appraise() throws -> Appraisal {
        try DCAPVerifier.appraise(quote, collateral: verifiedCollateral(), time: time)
    }
}
