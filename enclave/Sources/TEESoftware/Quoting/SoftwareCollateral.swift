internal import EnclaveProtocol
internal import TEEPlatform
internal import X509Core

/// The collateral of software quotes on one day, as the JSON of `QuoteCollateralV3`.
///
/// Its date is a midnight, so that one day's evidence carries equal dates and a verifier can keep what it checked. It is
/// issued anew each day by the enclave, which holds the keys for it, and good for thirty.
struct SoftwareCollateral: Sendable {
    static let lifetime: Int64 = 30 * 86_400
    /// A verifier's clock may be this much behind at midnight.
    private static let tolerance: Int64 = 3600

    let root: SoftwareRoot
    /// Days since 1970.
    let day: Int64

    /// The day whose collateral is given out at `time` in unix seconds.
    static func day(at time: Int64) -> Int64 { max(0, time - tolerance) / 86_400 }

    func json() throws(PlatformError) -> [UInt8] {
        let certificates = root.certificates
        let (tcbInfo, identity) = (tcbInfo, identity)
        let issuer = SoftwareAuthority(certificate: certificates.platformCA, key: root.platformCAKey)
        let revocations = try issuer.revocations(number: UInt64(day), at: issued, lifetime: Self.lifetime)
        let fields: [(String, String)] = [
            ("pck_crl_issuer_chain", Self.text(certificates.platformCA.pem + certificates.root.pem)),
            ("root_ca_crl", Hex.encode(certificates.rootRevocations)),
            ("pck_crl", Hex.encode(revocations)),
            ("tcb_info_issuer_chain", Self.text(certificates.signingChain)),
            ("tcb_info", tcbInfo),
            ("tcb_info_signature", Hex.encode(try root.tcbSigningKey.signRaw(Array(tcbInfo.utf8)))),
            ("qe_identity_issuer_chain", Self.text(certificates.signingChain)),
            ("qe_identity", identity),
            ("qe_identity_signature", Hex.encode(try root.tcbSigningKey.signRaw(Array(identity.utf8)))),
        ]
        return Array(("{" + fields.map { "\"\($0)\":\(Self.quoted($1))" }.joined(separator: ",") + "}").utf8)
    }

    private var issued: Int64 { day * 86_400 }

    private var dates: String {
        "\"issueDate\":\"\(RFC3339.text(issued))\",\"nextUpdate\":\"\(RFC3339.text(issued + Self.lifetime))\""
    }

    /// One level, up to date, which this platform has.
    private var tcbInfo: String {
        let components = SGXPlatform.components.map { "{\"svn\":\($0)}" }.joined(separator: ",")
        let tcb = "{\"sgxtcbcomponents\":[\(components)],\"pcesvn\":\(SGXPlatform.pceSVN)}"
        return "{\"id\":\"SGX\",\"version\":3,\(dates),\"fmspc\":\"\(Self.upper(SGXPlatform.fmspc))\","
            + "\"pceId\":\"\(Self.upper(SGXPlatform.pceID))\",\"tcbType\":0,\"tcbEvaluationDataNumber\":1,"
            + "\"tcbLevels\":[{\"tcb\":\(tcb),\"tcbDate\":\"\(RFC3339.text(issued))\",\"tcbStatus\":\"UpToDate\"}]}"
    }

    /// Of `QuotingEnclave`: every flag but MODE64BIT counts, so a debug report would not pass.
    private var identity: String {
        let level =
            "{\"tcb\":{\"isvsvn\":\(QuotingEnclave.svn)},\"tcbDate\":\"\(RFC3339.text(issued))\","
            + "\"tcbStatus\":\"UpToDate\"}"
        return "{\"id\":\"QE\",\"version\":2,\(dates),\"tcbEvaluationDataNumber\":1,"
            + "\"miscselect\":\"00000000\",\"miscselectMask\":\"FFFFFFFF\","
            + "\"attributes\":\"01000000000000000000000000000000\","
            + "\"attributesMask\":\"FBFFFFFFFFFFFFFF0000000000000000\","
            + "\"mrsigner\":\"\(Self.upper(root.certificates.signer))\",\"isvprodid\":\(QuotingEnclave.productID),"
            + "\"tcbLevels\":[\(level)]}"
    }

    private static func text(_ ascii: [UInt8]) -> String { String(decoding: ascii, as: UTF8.self) }

    private static func upper(_ bytes: [UInt8]) -> String { Hex.encode(bytes).uppercased() }

    /// A JSON string of ASCII text whose only special characters are quotes and line feeds.
    private static func quoted(_ text: String) -> String {
        var output = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": output += "\\\""
            case "\n": output += "\\n"
            default: output.unicodeScalars.append(character)
            }
        }
        return output + "\""
    }
}
