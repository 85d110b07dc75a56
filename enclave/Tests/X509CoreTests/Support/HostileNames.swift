import X509Core

/// Subjects and alternative names, good and bad, drawn from a seeded generator.
struct HostileNames {
    var generator: SplitMix64
    /// Percent of draws that are hostile.
    let hostility: Int

    mutating func subject() -> [[DistinguishedName.Attribute]] {
        var parts: [[DistinguishedName.Attribute]] = []
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let count = generator.chance(10) ? Int.random(in: 0...3, using: &generator) : 1
            parts.append((0..<count).map { _ in attribute() })
        }
        return parts
    }

    mutating func names() -> [GeneralName] {
        if hostility > 0, generator.chance(2) {
            // About 20 kB.
            return (0..<Int.random(in: 90...800, using: &generator)).map {
                .dns("host-\($0).namespace.svc.example.com")
            }
        }
        var names = (0..<Int.random(in: 0...5, using: &generator)).map { _ in name() }
        if generator.chance(hostility / 4), let first = names.first { names.append(first) }
        return names
    }

    private mutating func attribute() -> DistinguishedName.Attribute {
        let (type, tag, value) = generator.chance(hostility) ? hostileAttribute() : goodAttribute()
        return DistinguishedName.Attribute(type: type, tag: tag, value: value)
    }

    private typealias Parts = (ObjectIdentifier, UInt8, [UInt8])

    private mutating func goodAttribute() -> Parts {
        let text = generator.pick(["Example", "web", "Über", "日本", "a b", "O'Neill & Söhne", "x", "Ltd."])
        let choices: [Parts] = [
            (Self.type("CN"), DERTag.utf8String, Array(text.utf8)),
            (Self.type("O"), DERTag.utf8String, Array(text.utf8)),
            (Self.type("OU"), DERTag.printableString, Array("Unit 7".utf8)),
            (Self.type("C"), DERTag.printableString, Array("DE".utf8)),
            (Self.type("UID"), DERTag.utf8String, Array("u-1".utf8)),
            (Self.type("serialNumber"), DERTag.printableString, Array("42".utf8)),
            (Self.type("STREET"), DERTag.utf8String, Array(text.utf8)),
            (Self.type("postalCode"), DERTag.printableString, Array("12345".utf8)),
        ]
        return generator.pick(choices)
    }

    private mutating func hostileAttribute() -> Parts {
        let long = [UInt8](repeating: 0x61, count: Int.random(in: 60...400, using: &generator))
        let type = Self.type(
            generator.pick(["CN", "O", "OU", "L", "ST", "SN", "GN", "title", "name", "pseudonym", "UID"]))
        let unknown = ObjectIdentifier(known: [0x2a, 3, 4, 5])
        let choices: [Parts] = [
            (type, DERTag.utf8String, []), (type, DERTag.utf8String, long), (type, DERTag.printableString, long),
            (type, DERTag.utf8String, Array("nul\0byte".utf8)), (type, DERTag.utf8String, [0xff, 0xfe]),
            (type, DERTag.utf8String, Array("line\nfeed\u{1b}[31m".utf8)),
            (type, DERTag.printableString, Array("star*@".utf8)), (type, 0x14, Array("teletex".utf8)),
            (type, 0x1e, [0, 0x61]), (type, 0x1c, [0, 0, 0, 0x61]), (type, DERTag.ia5String, Array("ia5".utf8)),
            (type, DERTag.integer, [1]), (type, DERTag.null, []),
            (Self.type("C"), DERTag.printableString, Array("DEU".utf8)),
            (Self.type("C"), DERTag.utf8String, Array("DE".utf8)),
            (Self.type("C"), DERTag.printableString, []), (Self.type("DC"), DERTag.utf8String, Array("example".utf8)),
            (Self.type("DC"), DERTag.ia5String, Array("ex ample".utf8)),
            (Self.type("DC"), DERTag.ia5String, Array("example".utf8)),
            (Self.type("DC"), DERTag.ia5String, Array("example.com".utf8)),
            (Self.type("emailAddress"), DERTag.ia5String, Array("ops@example.com".utf8)),
            (Self.type("emailAddress"), DERTag.ia5String, Array("nobody".utf8)),
            (Self.type("emailAddress"), DERTag.utf8String, Array("a@example.com".utf8)),
            (Self.type("serialNumber"), DERTag.utf8String, Array("42".utf8)),
            (unknown, DERTag.ia5String, Array("x".utf8)), (unknown, DERTag.utf8String, Array("x".utf8)),
        ]
        return generator.pick(choices)
    }

    private mutating func name() -> GeneralName {
        generator.chance(hostility) ? hostileName() : goodName()
    }

    private mutating func goodName() -> GeneralName {
        let number = Int.random(in: 0...9999, using: &generator)
        let choices: [GeneralName] = [
            .dns("host\(number).example.com"), .dns("a.b.c.svc.cluster.local"), .dns("XN--BCHER-KVA.example"),
            .dns("a--b\(number).example.org"), .uri("spiffe://cluster.local/ns/foo/sa/bar\(number)"),
            .uri("https://a.example.com:8443/p/%C3%BC?q=\(number)"), .uri("https://10.0.0.1/"),
            .uri("https://[::1]:80/x"),
            .ip([10, 0, UInt8(number / 256), UInt8(number % 256)]),
            .ip([UInt8](repeating: UInt8(number % 256), count: 16)),
            .email("user\(number)@example.com"), .email("ops@example.com"), .email("a.b+c@sub.example.org"),
        ]
        return generator.pick(choices)
    }

    private mutating func hostileName() -> GeneralName {
        let label = String(repeating: "a", count: Int.random(in: 60...66, using: &generator))
        let long = [String](repeating: label.prefix(60).description, count: 5).joined(separator: ".") + ".com"
        let hosts: [String] = [
            "*.example.com", "*", "*.com", "a.*.com", "f*o.example.com", "10.0.0.1", "::1", "localhost", "a.b.", ".a.b",
            "a..b", "", " ", "a b.com", "a\0.example.com", "bücher.example", "xn--", "xn--a.example.com",
            "_srv.example.com",
            "a_b.example.com", "-a.com", "a-.com", "a.example.c", "a.example.123", "a.example.x1", label + ".com", long,
            "example.com/", "a@example.com", "a.example.com:443", "1.2.3.4.5", "0x7f.1", "a.example.-com",
            "a.example.c-",
        ]
        let host = generator.pick(hosts)
        let schemes = ["https", "spiffe", "urn", "ldap", "1x", "ht tp", "", "javascript", "file"]
        let scheme = generator.pick(schemes)
        let octets = [UInt8](repeating: 7, count: generator.pick([0, 1, 3, 5, 8, 15, 17, 32]))
        let choices: [GeneralName] = [
            .dns(host), .dns(host), .dns(host), .uri("https://" + host), .uri("spiffe://" + host + "/x"),
            .uri(scheme + "://a.example.com/x"), .uri(scheme + ":a.example.com"), .uri("https:///x"),
            .uri("//a.example.com"),
            .uri("https://u:p@a.example.com/"), .uri("https://a.example.com/#f"), .uri("https://a.example.com/%zz"),
            .uri("https://a.example.com/a b"), .uri("https://a.example.com:0/"), .uri("https://a.example.com:99999/"),
            .uri("https://[::g]/"), .uri("https://a.example.com/ü"), .uri("https://a.example.com?"), .uri(""),
            .uri("https://a.example.com/?=x"), .uri("https://[fe80::1%25eth0]/"),
            .email(host), .email("a@" + host), .email("\"q q\"@example.com"), .email("a@@example.com"),
            .email(".a@example.com"),
            .email("ü@example.com"), .email(label + "@example.com"), .email("a@[10.0.0.1]"), .email("@example.com"),
            .ip(octets), GeneralName(kind: .registeredID, value: [0x2a, 3]),
            GeneralName(kind: .other, value: [6, 3, 0x2a, 3, 4, 0xa0, 3, 0x0c, 1, 0x61]),
            GeneralName(kind: .directory, value: [0x30, 0]),
        ]
        return generator.pick(choices)
    }

    private static func type(_ name: String) -> ObjectIdentifier {
        AttributeType.named(name)?.identifier ?? AttributeType.commonName
    }
}
