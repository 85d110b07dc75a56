internal import EnclaveProtocol

/// RSASSA-PSS-params of RFC 4055 §3.1, held to one hash throughout and a salt as long as its digest.
enum PSSParameters {
    static func read(from reader: inout DERReader) throws(X509Error) -> HashAlgorithm {
        var parameters = try reader.enter()
        try reader.finish()
        guard let hashField = try parameters.readOptional(DERTag.constructedContext(0)),
            let maskField = try parameters.readOptional(DERTag.constructedContext(1)),
            let saltField = try parameters.readOptional(DERTag.constructedContext(2))
        else { throw refusal }
        var hashReader = DERReader(parameters.bytes, hashField.content)
        let hash = try readHash(from: &hashReader)
        var maskReader = DERReader(parameters.bytes, maskField.content)
        var mask = try maskReader.enter()
        guard try mask.readObjectIdentifier() == .mgf1, try readHash(from: &mask) == hash else { throw refusal }
        var saltReader = DERReader(parameters.bytes, saltField.content)
        guard try saltReader.readSmallInteger() == hash.digestLength else { throw refusal }
        // The trailer field has one legal value; AMD writes it out although DER says a default is left out.
        if let trailer = try parameters.readOptional(DERTag.constructedContext(3)) {
            var trailerReader = DERReader(parameters.bytes, trailer.content)
            guard try trailerReader.readSmallInteger() == 1 else { throw refusal }
        }
        try parameters.finish()
        return hash
    }

    static func encodedAlgorithm(_ hash: HashAlgorithm) -> [UInt8] {
        DERWriter.encode { writer in
            writer.constructed { writer in
                writer.objectIdentifier(.rsassaPSS)
                writer.constructed { writer in
                    writer.constructed(DERTag.constructedContext(0)) { writer in write(hash, to: &writer) }
                    writer.constructed(DERTag.constructedContext(1)) { writer in
                        writer.constructed { writer in
                            writer.objectIdentifier(.mgf1)
                            write(hash, to: &writer)
                        }
                    }
                    writer.constructed(DERTag.constructedContext(2)) { writer in writer.integer(hash.digestLength) }
                }
            }
        }
    }

    private static var refusal: X509Error {
        .unsupported("RSASSA-PSS is accepted with one SHA-2 hash, MGF1 of the same, and a salt as long as the digest.")
    }

    private static let identifiers: [(ObjectIdentifier, HashAlgorithm)] = [
        (.sha256, .sha256), (.sha384, .sha384), (.sha512, .sha512),
    ]

    private static func readHash(from reader: inout DERReader) throws(X509Error) -> HashAlgorithm {
        var algorithm = try reader.enter()
        let identifier = try algorithm.readObjectIdentifier()
        _ = try algorithm.readOptional(DERTag.null)
        try algorithm.finish()
        guard let hash = identifiers.first(where: { $0.0 == identifier })?.1 else { throw refusal }
        return hash
    }

    private static func write(_ hash: HashAlgorithm, to writer: inout DERWriter) {
        writer.constructed { writer in
            if let identifier = identifiers.first(where: { $0.1 == hash })?.0 { writer.objectIdentifier(identifier) }
            writer.element(DERTag.null, [])
        }
    }
}
