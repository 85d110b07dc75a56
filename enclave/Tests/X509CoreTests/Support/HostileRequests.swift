import Crypto
import CryptoExtras
import EnclaveProtocol
import X509Core

/// Requests with every kind of damage: names, repeated extensions, weak and malformed keys, flipped bytes.
struct HostileRequests {
    private(set) var generator: SplitMix64
    private let hostility: Int
    private let keys: [TestKey]
    private let weakKeys: [(spki: [UInt8], sign: ([UInt8]) throws -> [UInt8])]

    init(seed: UInt64, hostility: Int) throws {
        generator = SplitMix64(seed: seed)
        self.hostility = hostility
        keys = try [.p256, .p256, .p256, .p384, .p521, .ed25519, .rsa2048, .rsa3072].map(TestKey.shared)
        let small = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024))
        let spki = [UInt8](small.publicKey.derRepresentation)
        weakKeys = [
            (
                spki,
                {
                    [UInt8](
                        try small.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation)
                }
            )
        ]
    }

    /// DER or PEM of a request.
    mutating func next() throws -> [UInt8] {
        var names = HostileNames(generator: SplitMix64(seed: generator.next()), hostility: hostility)
        let subject = DistinguishedName(relativeNames: names.subject())
        let alternatives = names.names()
        let isWeak = generator.chance(hostility / 4)
        let key = generator.pick(keys)
        let weak = generator.pick(weakKeys)
        var publicKey = isWeak ? weak.spki : key.publicKey.der
        if generator.chance(hostility / 6) { publicKey = try damaged(publicKey) }
        let content = content(subject: subject.der, publicKey: publicKey, extensions: extensions(alternatives))
        let algorithm = isWeak ? SignatureAlgorithm.pkcs1(.sha256) : try algorithm(of: key)
        let signature = isWeak ? try weak.sign(content) : try key.sign(content, algorithm)
        var der = SignedStructure.assemble(signed: content, algorithm: algorithm, signature: signature)
        if generator.chance(hostility / 4) { der = try damaged(der) }
        return generator.chance(50) ? PEM.encode(der, label: "CERTIFICATE REQUEST") : der
    }

    private mutating func algorithm(of key: TestKey) throws -> SignatureAlgorithm {
        guard key.algorithm.rsaBits != nil else { return key.signatureAlgorithm }
        return generator.pick([.pkcs1(.sha256), .pkcs1(.sha384), .pkcs1(.sha512), .pss(.sha256), .pss(.sha512)])
    }

    private mutating func extensions(_ names: [GeneralName]) -> [CertificateExtension] {
        var extensions: [CertificateExtension] = []
        if !names.isEmpty || generator.chance(hostility / 4) {
            extensions.append(
                CertificateExtension(
                    .subjectAltName, isCritical: generator.chance(50), value: ExtensionList.encode(names)))
        }
        if generator.chance(20) {
            let value = BasicConstraints(isAuthority: generator.chance(hostility)).encoded
            extensions.append(CertificateExtension(.basicConstraints, isCritical: true, value: value))
        }
        if generator.chance(hostility / 4), let first = extensions.first { extensions.append(first) }
        if generator.chance(hostility / 6) {
            extensions.append(CertificateExtension(.subjectAltName, isCritical: false, value: [0x30, 0x80, 0, 0]))
        }
        return extensions
    }

    private mutating func damaged(_ bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[index] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 2: bytes = Array(bytes.prefix(max(1, index)))
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
            }
        }
        return bytes
    }

    private func content(subject: [UInt8], publicKey: [UInt8], extensions: [CertificateExtension]) -> [UInt8] {
        DERWriter.encode { writer in
            writer.constructed { writer in
                writer.integer(0)
                writer.raw(subject)
                writer.raw(publicKey)
                writer.constructed(DERTag.constructedContext(0)) { writer in
                    guard !extensions.isEmpty else { return }
                    writer.constructed { writer in
                        writer.objectIdentifier(.extensionRequest)
                        writer.constructed(DERTag.set) { CertificateExtension.write(extensions, to: &$0) }
                    }
                }
            }
        }
    }
}
