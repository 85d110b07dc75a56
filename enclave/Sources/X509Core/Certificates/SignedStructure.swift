/// The outer shape that certificates, requests and CRLs share: signed part, algorithm, signature.
package struct SignedStructure: Sendable {
    /// DER of the whole.
    package let der: [UInt8]
    /// Offsets in `der` of the signed part.
    package let signedRange: Range<Int>
    /// DER of the AlgorithmIdentifier.
    package let algorithm: [UInt8]
    package let signature: [UInt8]

    package init(der: [UInt8], limit: Int, what: String) throws(X509Error) {
        guard der.count <= limit else { throw .tooLarge(what, limit: limit) }
        var outer = DERReader(der)
        var reader = try outer.enter()
        try outer.finish()
        signedRange = try reader.read(DERTag.sequence).range
        algorithm = reader.copy(try reader.read(DERTag.sequence).range)
        signature = reader.copy(try reader.readOctetAlignedBitString())
        try reader.finish()
        self.der = der
    }

    /// A reader of the signed part as one element.
    package var signedReader: DERReader { DERReader(der, signedRange) }

    /// Whether `key` made the signature.
    /// - Throws: `unsupported` for algorithms that are not accepted, `badSignature` when it does not verify.
    package func verify(with key: SubjectPublicKey, what: String) throws(X509Error) {
        let algorithm = try SignatureAlgorithm(der: algorithm)
        guard key.isValidSignature(signature, over: der[signedRange], algorithm: algorithm) else {
            throw .badSignature(what)
        }
    }

    /// Puts the three parts together.
    package static func assemble(signed: [UInt8], algorithm: SignatureAlgorithm, signature: [UInt8]) -> [UInt8] {
        DERWriter.encode(capacity: signed.count + signature.count + 64) { writer in
            writer.constructed { writer in
                writer.raw(signed)
                writer.raw(algorithm.encoded)
                writer.bitString(signature)
            }
        }
    }
}
