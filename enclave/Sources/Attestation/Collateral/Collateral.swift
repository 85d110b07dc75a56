internal import EnclaveProtocol

/// What Intel publishes for the verdict on a machine, as received and not yet believed: a `VerifiedCollateral` is.
///
/// The form is the JSON object of dcap-qvl's `QuoteCollateralV3`: chains are PEM texts, CRLs and signatures hexadecimal,
/// `tcb_info` and `qe_identity` the exact signed texts. CRLs may also be PEM, and the two texts may come with their
/// `tcbInfo` or `enclaveIdentity` envelope as Intel's service sends them.
public struct Collateral: Sendable {
    var pckCRLIssuerChain: [UInt8]
    /// DER.
    var rootCRL: [UInt8]
    /// DER.
    var pckCRL: [UInt8]
    var tcbInfoIssuerChain: [UInt8]
    var tcbInfo: SignedText
    var qeIdentityIssuerChain: [UInt8]
    var qeIdentity: SignedText
    /// PEM; for quotes that do not carry their own chain.
    var pckCertificateChain: [UInt8]?

    /// Reads the JSON object; members of other names are passed over.
    /// - Throws: `malformedCollateral`, or `missingCollateral` naming the member that is not there.
    public init(json: [UInt8]) throws(AppraisalError) {
        let root = try AppraisalError.readingJSON("The collateral") { () throws(JSONError) in
            try JSONDocument(json).root
        }
        pckCRLIssuerChain = try Self.text("pck_crl_issuer_chain", of: root)
        rootCRL = try RevocationListText.der(try Self.text("root_ca_crl", of: root), "The root CA's CRL")
        pckCRL = try RevocationListText.der(try Self.text("pck_crl", of: root), "The PCK CRL")
        tcbInfoIssuerChain = try Self.text("tcb_info_issuer_chain", of: root)
        tcbInfo = try SignedText(
            try Self.text("tcb_info", of: root), envelope: "tcbInfo", what: "The TCB info",
            signature: try Self.optionalText("tcb_info_signature", of: root))
        qeIdentityIssuerChain = try Self.text("qe_identity_issuer_chain", of: root)
        qeIdentity = try SignedText(
            try Self.text("qe_identity", of: root), envelope: "enclaveIdentity", what: "The QE identity",
            signature: try Self.optionalText("qe_identity_signature", of: root))
        pckCertificateChain = try Self.optionalText("pck_certificate_chain", of: root)
    }

    private static func text(_ name: String, of root: JSONValue) throws(AppraisalError) -> [UInt8] {
        guard let text = try optionalText(name, of: root) else {
            throw AppraisalError(.missingCollateral, "The collateral has no \(name).")
        }
        return text
    }

    /// Nil where the member is absent, null or empty.
    private static func optionalText(_ name: String, of root: JSONValue) throws(AppraisalError) -> [UInt8]? {
        guard let value = root[name], value.kind != .null else { return nil }
        guard let bytes = value.stringBytes else {
            throw AppraisalError(.malformedCollateral, "The collateral's \(name), line \(value.line), is no string.")
        }
        return bytes.isEmpty ? nil : Array(bytes)
    }
}
