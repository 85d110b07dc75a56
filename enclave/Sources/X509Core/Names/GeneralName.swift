internal import EnclaveProtocol

/// A GeneralName of RFC 5280 §4.2.1.6, its content octets kept as received.
public struct GeneralName: Hashable, Sendable {
    /// The choice; raw values are the context tag numbers.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case other = 0
        case email = 1
        case dns = 2
        case x400 = 3
        case directory = 4
        case ediParty = 5
        case uri = 6
        case ip = 7
        case registeredID = 8

        fileprivate var isConstructed: Bool {
            switch self {
            case .other, .x400, .directory, .ediParty: true
            default: false
            }
        }

        fileprivate var name: String {
            switch self {
            case .email: "email"
            case .dns: "dns"
            case .uri: "uri"
            case .ip: "ip"
            default: "other"
            }
        }
    }

    /// Which choice.
    public let kind: Kind
    /// Content octets: text for dns, email and uri, 4 or 16 octets for ip.
    public let value: [UInt8]

    package init(kind: Kind, value: [UInt8]) {
        self.kind = kind
        self.value = value
    }

    /// A dNSName.
    public static func dns(_ name: String) -> GeneralName { GeneralName(kind: .dns, value: Array(name.utf8)) }
    /// A uniformResourceIdentifier.
    public static func uri(_ uri: String) -> GeneralName { GeneralName(kind: .uri, value: Array(uri.utf8)) }
    /// An rfc822Name.
    public static func email(_ mailbox: String) -> GeneralName { GeneralName(kind: .email, value: Array(mailbox.utf8)) }
    /// An iPAddress of 4 or 16 octets.
    public static func ip(_ octets: [UInt8]) -> GeneralName { GeneralName(kind: .ip, value: octets) }

    package init(from reader: inout DERReader) throws(X509Error) {
        let element = try reader.next()
        guard let kind = Kind(rawValue: element.tag & 0x1f), element.tag == kind.tag else {
            throw .malformed("A GeneralName has an unknown type")
        }
        self.init(kind: kind, value: reader.copy(element.content))
    }

    package func write(to writer: inout DERWriter) {
        writer.element(kind.tag, value)
    }
}

extension GeneralName.Kind {
    fileprivate var tag: UInt8 { isConstructed ? DERTag.constructedContext(rawValue) : DERTag.context(rawValue) }
}

extension GeneralName: CustomStringConvertible {
    /// `dns:example.com`, `ip:10.0.0.1`, … as the audit and `--json` show it; bytes outside printable ASCII as `\XX`.
    public var description: String {
        guard kind != .ip else { return "ip:" + IPAddress.format(value) }
        let isText = kind == .dns || kind == .email || kind == .uri
        guard isText else { return "\(kind.name):\(kind.rawValue):" + Hex.encode(value) }
        let isPrintable: (UInt8) -> Bool = { (0x21...0x7e).contains($0) }
        if value.allSatisfy(isPrintable) { return kind.name + ":" + String(decoding: value, as: UTF8.self) }
        return value.reduce(into: kind.name + ":") { text, octet in
            text += isPrintable(octet) ? String(UnicodeScalar(octet)) : "\\" + Hex.encode([octet])
        }
    }
}
