import Testing
import X509Core

@Suite struct NameTests {
    @Test(arguments: [
        "CN=ca,O=Example", "CN=Über,C=DE", "CN=a\\, b\\+c\\\"\\\\,O=\\ x\\ ", "OU=a+CN=b", "1.2.3.4=x",
        "DC=example,DC=com",
        "CN=a\\=b", "emailAddress=a@b.example",
    ])
    func rfc4514ReadsAndWrites(_ text: String) throws {
        let name = try DistinguishedName(rfc4514: text)
        let again = try DistinguishedName(rfc4514: name.rfc4514)
        #expect(again == name)
        #expect(try DistinguishedName(der: name.der).relativeNames == name.relativeNames)
    }

    @Test func rfc4514ExamplesOfTheStandard() throws {
        #expect(
            try DistinguishedName(rfc4514: "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net").attributes.last?.text
                == "James \"Jim\" Smith, III")
        #expect(try DistinguishedName(rfc4514: "CN=Lu\\C4\\8Di\\C4\\87").rfc4514 == "CN=Lučić")
        #expect(try DistinguishedName(rfc4514: "CN=a\\0ab").rfc4514 == "CN=a\\0ab")
        #expect(try DistinguishedName(rfc4514: "CN=C\\+B").attributes.first?.text == "C+B")
        #expect(try DistinguishedName(rfc4514: "").isEmpty)
    }

    @Test(arguments: [
        "CN", "CN=a,", "=x", "CN=a,,O=b", "Bogus=x", "CN=\\", "CN=\\ff", "2.+5=x", "2.9223372036854775808=x",
    ])
    func badNamesAreRefused(_ text: String) {
        #expect(throws: X509Error.self) { try DistinguishedName(rfc4514: text) }
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("::", "::"), ("::1", "::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("::ffff:1.2.3.4", "::ffff:102:304"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
        ("fe80::", "fe80::"),
    ])
    func addressesReadAndWrite(_ text: String, _ canonical: String) throws {
        #expect(IPAddress.format(try #require(IPAddress.parse(text))) == canonical)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "g::",
    ])
    func badAddressesAreRefused(_ text: String) {
        #expect(IPAddress.parse(text) == nil)
    }

    @Test(arguments: [
        ("dns:*", GeneralName.dns("x.example.com"), true), ("dns:.example.com", .dns("A.Example.com"), true),
        ("dns:.example.com", .dns("example.com"), false), ("dns:.example.com", .dns("evilexample.com"), false),
        ("dns:a.example.com", .dns("a.example.com"), true), ("dns:*", .uri("https://a.example.com"), false),
        ("uri:spiffe://*", .uri("spiffe://td/x"), true), ("uri:spiffe://*", .uri("https://td/x"), false),
        ("uri:spiffe://td/ns/a/", .uri("spiffe://td/ns/a/sa/b"), true),
        ("uri:spiffe://td/ns/a/", .uri("spiffe://td/ns/a/../b"), false),
        ("uri:spiffe://td/ns/a/", .uri("spiffe://td/ns/a/%2E%2e/b"), false),
        ("uri:spiffe://td/ns/a/", .uri("spiffe://td/ns/ab"), false), ("ip:10.0.0.0/8", .ip([10, 9, 8, 7]), true),
        ("ip:10.0.0.0/8", .ip([11, 9, 8, 7]), false), ("ip:10.0.0.1", .ip([10, 0, 0, 2]), false),
        ("ip:fd00::/8", .ip([0xfd] + [UInt8](repeating: 1, count: 15)), true),
        ("ip:0.0.0.0/0", .ip([1, 2, 3, 4]), true),
        ("ip:0.0.0.0/0", .ip([UInt8](repeating: 1, count: 16)), false),
        ("email:@example.com", .email("a@EXAMPLE.com"), true), ("email:@example.com", .email("a@b.example.com"), false),
    ])
    func patternsMatch(_ pattern: String, _ name: GeneralName, _ isMatch: Bool) throws {
        #expect(try NamePattern(pattern).matches(name) == isMatch)
    }

    @Test(arguments: ["", "dns", "dns:", "foo:x", "ip:10.0.0.0/33", "ip:x", "ip:1.2.3.4/1/2"])
    func badPatternsAreRefused(_ text: String) {
        #expect(throws: X509Error.self) { try NamePattern(text) }
    }

    @Test(arguments: CertificateProfile.builtIn)
    func profilesEncodeAndDecode(_ profile: CertificateProfile) throws {
        let encoded = profile.encoded
        #expect(try CertificateProfile(decoding: encoded) == profile)
        #expect(!profile.names.isEmpty)
        for length in 0..<encoded.count {
            #expect(throws: X509Error.self) { try CertificateProfile(decoding: Array(encoded.prefix(length))) }
        }
    }

    @Test func longLifetimesSurviveStorage() throws {
        var profile = CertificateProfile.asRequested
        profile.maximumLifetime = 100 * 365 * 86_400
        #expect(try CertificateProfile(decoding: profile.encoded) == profile)
        profile.maximumLifetime = Int64.max
        #expect(try CertificateProfile(decoding: profile.encoded).maximumLifetime == (1 << 55) - 1)
    }

    @Test func usageWords() throws {
        #expect(try CertificateUsage.parse(["server auth", "S/MIME"]) == [.serverAuth, .smime])
        let error = #expect(throws: X509Error.self) { try CertificateUsage.parse(["sever auth"]) }
        #expect(error?.message.contains("sever auth") == true)
        #expect(CertificateUsage.allCases.allSatisfy { ($0.keyUsage == nil) != ($0.purpose == nil) })
    }
}
