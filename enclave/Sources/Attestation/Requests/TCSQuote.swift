internal import EnclaveProtocol
internal import X509Core

/// What a request to Intel's Trusted Certificate Service carries: each in an extension of its own, as base64 in a DER
/// string.
struct TCSQuote {
    let quote: [UInt8]
    let key: TCSQuotedKey
    let nonce: [UInt8]

    private static let nonceLength = 32

    init(_ extensions: [CertificateExtension]) throws(AppraisalError) {
        quote = try Self.value(of: .tcsQuote, in: extensions, "quote")
        key = try TCSQuotedKey(try Self.value(of: .tcsQuotedKey, in: extensions, "quoted key"))
        nonce = try Self.value(of: .tcsQuoteNonce, in: extensions, "nonce")
        guard nonce.count == Self.nonceLength else {
            throw AppraisalError(
                .malformedEvidence, "The request's nonce has \(nonce.count) bytes; it has \(Self.nonceLength).")
        }
    }

    private static func value(
        of identifier: ObjectIdentifier, in extensions: [CertificateExtension], _ what: String
    ) throws(AppraisalError) -> [UInt8] {
        guard let item = extensions.first(identifier) else {
            throw AppraisalError(
                .malformedEvidence, "The request has no extension \(identifier) with the \(what), beside the others.")
        }
        guard let text = text(item.value), let bytes = Base64.decodeLines(text), !bytes.isEmpty else {
            throw AppraisalError(
                .malformedEvidence, "The request's extension \(identifier) is not the \(what) as a string of base64.")
        }
        return bytes
    }

    /// The characters of a value that is one DER string.
    private static func text(_ value: [UInt8]) -> ArraySlice<UInt8>? {
        var reader = DERReader(value)
        guard let tag = reader.nextTag, [DERTag.utf8String, DERTag.printableString, DERTag.ia5String].contains(tag),
            let element = try? reader.next(), reader.isAtEnd
        else { return nil }
        return value[element.content]
    }
}

/// An RSA key as Intel's SGX PKCS#11 toolkit exports it: two lengths of eight bytes, little-endian, exponent, modulus.
struct TCSQuotedKey {
    /// Big-endian, as given.
    let exponent: [UInt8]
    let modulus: [UInt8]

    init(_ bytes: [UInt8]) throws(AppraisalError) {
        let header = 16
        guard bytes.count >= header, let exponentLength = Self.length(bytes[0..<8]),
            let modulusLength = Self.length(bytes[8..<16]), exponentLength <= bytes.count - header,
            modulusLength == bytes.count - header - exponentLength
        else {
            throw AppraisalError(.malformedEvidence, "The request's quoted key is not as long as it says.")
        }
        exponent = Array(bytes[header..<header + exponentLength])
        modulus = Array(bytes[(header + exponentLength)...])
    }

    /// - Throws: `mismatch` unless this is that key, its numbers without leading zeros.
    func check(against key: SubjectPublicKey) throws(AppraisalError) {
        guard let numbers = key.rsaNumbers else {
            throw AppraisalError(
                .mismatch, "The quote is for an RSA key, and the request's is of another kind; see RA-TLS for those.")
        }
        guard exponent == numbers.exponent, modulus == numbers.modulus else {
            throw AppraisalError(.mismatch, "The quote is for another key than the request's.")
        }
    }

    /// A length that an array can have; nil for more.
    private static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
