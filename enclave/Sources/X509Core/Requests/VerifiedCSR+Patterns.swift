extension VerifiedCSR {
    /// An alternative name that none of the patterns matches, or a common name that is none of the alternative names and
    /// so escapes them; nil when every name is covered.
    public func name(outside patterns: [NamePattern]) -> String? {
        if let stranger = names.first(where: { name in !patterns.contains { $0.matches(name) } }) {
            return String(describing: stranger)
        }
        let known = names.map { $0.kind == .ip ? Array(IPAddress.format($0.value).utf8) : $0.value }
        return subject.attributes.first { $0.type == AttributeType.commonName && !known.contains($0.value) }
            .map { "CN=" + String(decoding: $0.value, as: UTF8.self) }
    }
}

extension UnverifiedCSR {
    /// The request's DER.
    public var der: [UInt8] { structure.der }
}
