internal import X509Core

/// Chains as Intel's services and libraries hand them out.
enum CertificateText {
    /// DER of the certificates of a PEM text, leaf first; NULs may end it.
    static func chain(_ text: [UInt8], _ what: String, as code: AppraisalError.Code) throws(AppraisalError) -> [[UInt8]]
    {
        try AppraisalError.reading(what, as: code) { () throws(X509Error) in
            let blocks = try PEM.decodeStrictly(text, limit: 4)
            guard blocks.allSatisfy({ $0.label == "CERTIFICATE" }) else {
                throw .malformed("A PEM block is no certificate")
            }
            return blocks.map(\.content)
        }
    }

    static func certificate(
        _ der: [UInt8], _ what: String, as code: AppraisalError.Code
    ) throws(AppraisalError) -> Certificate {
        try AppraisalError.reading(what, as: code) { () throws(X509Error) in try Certificate(der) }
    }
}
