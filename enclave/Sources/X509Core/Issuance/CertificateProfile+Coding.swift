extension CertificateProfile {
    private static let formatVersion = 1
    private static let longestDuration: Int64 = (1 << 55) - 1

    /// The stored form: a DER SEQUENCE that begins with its format version.
    public var encoded: [UInt8] {
        DERWriter.encode(capacity: 512) { writer in
            writer.constructed { writer in
                writer.integer(Self.formatVersion)
                writer.text(name)
                writer.integer(Int(subject.rawValue))
                writer.boolean(dropsEmptyAttributes)
                writer.texts(names.map(\.text))
                writer.boolean(requiresName)
                writer.boolean(allowsWildcards)
                writer.boolean(allowsSingleLabels)
                writer.integer(maximumNames)
                writer.texts(allowedUsages.map(\.rawValue).sorted())
                writer.texts(forcedUsages.map(\.rawValue))
                writer.texts(defaultUsages.map(\.rawValue))
                writer.element(DERTag.octetString, keys.map(\.rawValue).sorted())
                writer.integer(minimumRSABits)
                for duration in [maximumLifetime, defaultLifetime, backdate] {
                    writer.integer(Int(min(duration, Self.longestDuration)))
                }
            }
        }
    }

    /// Reads the stored form.
    /// - Throws: `unsupported` for a newer format, `malformed` for anything that `encoded` does not write.
    public init(decoding bytes: [UInt8]) throws(X509Error) {
        var outer = DERReader(bytes)
        var reader = try outer.enter()
        try outer.finish()
        let version = try reader.readSmallInteger()
        guard version == Self.formatVersion else {
            throw .unsupported("Profile format \(version) is newer than this program; update it.")
        }
        name = try reader.readText()
        guard let policy = SubjectPolicy(rawValue: UInt8(clamping: try reader.readSmallInteger())) else {
            throw .malformed("A profile has an unknown subject policy")
        }
        subject = policy
        dropsEmptyAttributes = try reader.readBoolean()
        names = try reader.readTexts().map { text throws(X509Error) in try NamePattern(text) }
        requiresName = try reader.readBoolean()
        allowsWildcards = try reader.readBoolean()
        allowsSingleLabels = try reader.readBoolean()
        maximumNames = try reader.readSmallInteger()
        allowedUsages = Set(try CertificateUsage.parse(try reader.readTexts()))
        forcedUsages = try CertificateUsage.parse(try reader.readTexts())
        defaultUsages = try CertificateUsage.parse(try reader.readTexts())
        let kinds = try reader.readOctetString().map { KeyKind(rawValue: $0) }
        guard !kinds.contains(nil) else { throw .malformed("A profile has an unknown kind of key") }
        keys = Set(kinds.compactMap { $0 })
        minimumRSABits = try reader.readSmallInteger()
        maximumLifetime = try reader.readSeconds()
        defaultLifetime = try reader.readSeconds()
        backdate = try reader.readSeconds()
        try reader.finish()
    }
}

extension DERWriter {
    fileprivate mutating func text(_ text: String) {
        element(DERTag.utf8String, Array(text.utf8))
    }

    fileprivate mutating func texts(_ texts: [String]) {
        constructed { writer in texts.forEach { writer.text($0) } }
    }
}

extension DERReader {
    fileprivate mutating func readText() throws(X509Error) -> String {
        guard let text = String(validating: copy(try read(DERTag.utf8String).content), as: UTF8.self) else {
            throw .malformed("A stored text is not UTF-8")
        }
        return text
    }

    /// 0 to 2^55 − 1, so that sums do not overflow.
    fileprivate mutating func readSeconds() throws(X509Error) -> Int64 {
        let content = try readInteger()
        guard content.count <= 7, content[0] < 0x80 else { throw .malformed("A stored duration is out of range") }
        return content.reduce(0) { $0 << 8 | Int64($1) }
    }

    fileprivate mutating func readTexts() throws(X509Error) -> [String] {
        var reader = try enter()
        var texts: [String] = []
        while !reader.isAtEnd { texts.append(try reader.readText()) }
        return texts
    }
}
