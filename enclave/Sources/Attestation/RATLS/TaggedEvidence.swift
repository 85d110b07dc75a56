/// The value of the standard extension: CBOR tag 60000 over `[quote, claims]`, both byte strings.
package struct TaggedEvidence: Equatable {
    let quote: [UInt8]
    /// As embedded: the quote's report data is their digest.
    let claims: [UInt8]

    private static let tag: UInt64 = 60_000

    init(quote: [UInt8], claims: [UInt8]) {
        (self.quote, self.claims) = (quote, claims)
    }

    package init(_ bytes: [UInt8]) throws(AppraisalError) {
        do throws(CBORReader.Fault) {
            var reader = CBORReader(bytes)
            guard try reader.tag() == Self.tag, try reader.arrayCount() == 2 else { throw .unexpectedType }
            quote = try reader.byteString()
            claims = try reader.byteString()
            try reader.finish()
        } catch {
            throw AppraisalError(.malformedEvidence, "The tagged evidence is malformed: \(error).")
        }
    }

    package var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.tag(Self.tag)
        writer.array(count: 2)
        writer.byteString(quote)
        writer.byteString(claims)
        return writer.bytes
    }
}
