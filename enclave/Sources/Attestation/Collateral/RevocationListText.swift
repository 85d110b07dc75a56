internal import EnclaveProtocol
internal import X509Core

/// A CRL in the encodings met in practice: DER, DER in hexadecimal, PEM; NULs may end each.
enum RevocationListText {
    static func der(_ bytes: [UInt8], _ what: String) throws(AppraisalError) -> [UInt8] {
        switch bytes.first {
        case DERTag.sequence: return try whole(bytes, what)
        case UInt8(ascii: "-"):
            let blocks = try AppraisalError.reading(what, as: .malformedCollateral) { () throws(X509Error) in
                try PEM.decodeStrictly(bytes, limit: 1)
            }
            guard let block = blocks.first, block.label == "X509 CRL" else { throw fault(what) }
            return block.content
        default:
            guard let decoded = Hex.decode(ascii: bytes.trimmingNULs[...]) else {
                throw fault(what)
            }
            return try whole(decoded, what)
        }
    }

    /// The one element, without the NULs behind it.
    private static func whole(_ bytes: [UInt8], _ what: String) throws(AppraisalError) -> [UInt8] {
        try AppraisalError.reading(what, as: .malformedCollateral) { () throws(X509Error) in
            var reader = DERReader(bytes)
            let end = try reader.read(DERTag.sequence).range.upperBound
            guard bytes[end...].allSatisfy({ $0 == 0 }) else { throw .malformed("Something stands behind the CRL") }
            return Array(bytes[..<end])
        }
    }

    private static func fault(_ what: String) -> AppraisalError {
        AppraisalError(.malformedCollateral, "\(what) is neither DER, nor DER in hexadecimal, nor one PEM block.")
    }
}
