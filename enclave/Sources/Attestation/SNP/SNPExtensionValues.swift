internal import X509Core

/// The values of AMD's certificate extensions, each of the one type and length it may have.
struct SNPExtensionValues {
    private let extensions: [CertificateExtension]

    init(_ extensions: [CertificateExtension]) {
        self.extensions = extensions
    }

    func has(_ identifier: ObjectIdentifier) -> Bool { extensions.first(identifier) != nil }

    /// An INTEGER from 0 to 255.
    func integer(_ identifier: ObjectIdentifier, _ what: String) throws(AppraisalError) -> UInt8 {
        var reader = DERReader(try value(identifier, what))
        guard let number = try? reader.readSmallInteger(), reader.isAtEnd, let version = UInt8(exactly: number) else {
            throw SNPEndorsement.fault("its \(what) is no INTEGER from 0 to 255")
        }
        return version
    }

    /// An IA5String of at most 256 characters, none of them a control character.
    func text(_ identifier: ObjectIdentifier, _ what: String) throws(AppraisalError) -> String {
        var reader = DERReader(try value(identifier, what))
        guard let content = try? reader.read(DERTag.ia5String).content, reader.isAtEnd,
            (1...256).contains(content.count),
            reader.bytes[content].allSatisfy({ (0x20...0x7e).contains($0) })
        else { throw SNPEndorsement.fault("its \(what) is no IA5String of printable characters") }
        return String(decoding: reader.bytes[content], as: UTF8.self)
    }

    /// The chip id: AMD writes the bytes as they are; some of its certificates wrap them in an OCTET STRING.
    func hardwareID(length: Int) throws(AppraisalError) -> [UInt8] {
        let value = try value(SNPExtension.hardwareID, "hardware id")
        if value.count == length { return value }
        var reader = DERReader(value)
        guard let inner = try? reader.readOctetString(), reader.isAtEnd, inner.count == length else {
            throw SNPEndorsement.fault("its hardware id has not \(length) bytes")
        }
        return inner
    }

    private func value(_ identifier: ObjectIdentifier, _ what: String) throws(AppraisalError) -> [UInt8] {
        guard let item = extensions.first(identifier) else { throw SNPEndorsement.fault("it has no \(what)") }
        return item.value
    }
}
