import EnclaveProtocol
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite("Imported keys")
struct ImportTests {
    private func seal(_ key: LiveKey, to enclave: TestEnclave) throws -> [UInt8] {
        let file = try ImportKeyFile(enclave.call(ImportKeyRequest()).bytes)
        return Array(
            try SealedKey(sealing: PrivateKeyReader.read(key.pkcs8 ?? [], passphrase: nil), to: file).text.utf8)
    }

    private func importing(_ sealed: [UInt8], as name: String = "in") -> KeyImportSealed {
        KeyImportSealed(name: name, purpose: .sign, audit: .counted, sealed: sealed)
    }

    @Test(arguments: [KeyAlgorithm.p256, .ed25519, .rsa2048])
    func aSealedKeySigns(algorithm: KeyAlgorithm) throws {
        let enclave = try TestEnclave(development: true)
        let key = try LiveKey.generate(algorithm)
        let request = importing(try seal(key, to: enclave))
        #expect(enclave.refusal(of: request, as: "nobody") == .authorizationRequired)
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect(info.origin == .importedSealed && info.publicKey == key.publicKeySPKI)
        try enclave.restart()
        #expect(enclave.canSign("in", algorithm, publicKey: info.publicKey))
    }

    @Test func aSealedKeyEncryptionKeyWraps() throws {
        let enclave = try TestEnclave(development: true)
        let file = try ImportKeyFile(enclave.call(ImportKeyRequest()).bytes)
        let sealed = Array(try SealedKey(sealingAES256: [UInt8](repeating: 7, count: 32), to: file).text.utf8)
        let request = KeyImportSealed(name: "kek", purpose: .wrap, audit: .counted, sealed: sealed)
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect((info.algorithm, info.origin) == (.aes256, .importedSealed))
        let sent = try enclave.call(EncryptRequest(key: .name("kek"), context: [], plaintext: [1]))
        try enclave.restart()
        let opened = DecryptRequest(key: .name("kek"), context: [], ciphertext: sent.ciphertext)
        #expect(try enclave.call(opened).bytes == [1])
        let other = KeyImportSealed(name: "signer", purpose: .sign, audit: .counted, sealed: sealed)
        #expect(enclave.refusal(of: other, signedByAll: [enclave.administrator]) == .algorithmMismatch)
        #expect(throws: KeyError.self) { try SealedKey(sealingAES256: [1], to: file) }
    }

    @Test func anotherInstanceCannotOpenIt() throws {
        let (here, there) = (try TestEnclave(development: true), try TestEnclave(development: true))
        let request = importing(try seal(try LiveKey.generate(.p256), to: there))
        #expect(here.refusal(of: request, signedByAll: [here.administrator]) == .invalidKey)
        #expect(here.refusal(of: KeyShow(key: .name("in"))) == .notFound)
        #expect(try here.audit().contains { $0.contains("\"key-import-sealed\"") && $0.contains("invalid-key") })
    }

    @Test func anAlteredSealedKeyIsRefused() throws {
        let enclave = try TestEnclave(development: true)
        var sealed = try seal(try LiveKey.generate(.p256), to: enclave)
        let middle = sealed.count / 2
        sealed[middle] = sealed[middle] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let code = enclave.refusal(of: importing(sealed), signedByAll: [enclave.administrator])
        #expect(code == .decryptionFailed || code == .invalidKey)
    }

    @Test func aClearKeyIsMarkedForEver() throws {
        let enclave = try TestEnclave(development: true)
        let clear = KeyImportClear(
            name: "in", purpose: .sign, audit: .counted, privateKey: try LiveKey.generate(.p256).pkcs8 ?? [],
            isSymmetric: false)
        #expect(try enclave.call(clear, signedBy: enclave.administrator).origin == .importedClear)
        _ = try enclave.call(KeyRotate(key: .name("in")))
        try enclave.restart()
        #expect(try enclave.call(KeyShow(key: .name("in"))).origin == .importedClear)
    }
}

/// Wraps made by OpenSSL alone, as a sender would make them.
@Suite("Receive keys")
struct ReceiveTests {
    private let openssl: OpenSSL
    private let enclave: TestEnclave

    init() throws {
        openssl = try OpenSSL()
        enclave = try TestEnclave(development: true)
        try openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out sent.pem")
        try openssl.run("pkcs8 -topk8 -nocrypt -in sent.pem -outform DER -out sent.der")
        try openssl.run("pkey -in sent.pem -pubout -outform DER -out sent.pub")
    }

    private func receive(
        _ mechanism: ReceiveMechanism, _ wrapped: [UInt8], by receiver: String = "receiver", symmetric: Bool = false
    ) -> KeyReceive {
        KeyReceive(
            name: "received", purpose: symmetric ? .wrap : .sign, audit: .counted, receiver: .name(receiver),
            mechanism: mechanism, wrapped: wrapped, isSymmetric: symmetric)
    }

    /// AES-KWP (RFC 5649) of a file under a key in hexadecimal.
    private func keyWrap(_ file: String, under key: String) throws -> [UInt8] {
        try openssl.run("enc -id-aes256-wrap-pad -e -K \(key) -iv A65959A6 -in \(file) -out wrapped")
        return try openssl.read("wrapped")
    }

    /// AES-KW (RFC 3394).
    private func keyWrapUnpadded(_ file: String, under key: String) throws -> [UInt8] {
        try openssl.run("enc -id-aes256-wrap -e -K \(key) -iv A6A6A6A6A6A6A6A6 -in \(file) -out wrapped")
        return try openssl.read("wrapped")
    }

    private func wrapByRSA(_ algorithm: KeyAlgorithm, _ file: String, padded: Bool = true) throws -> [UInt8] {
        let info = try enclave.call(KeyGenerate(key: .simple("receiver", algorithm, .receive)))
        try openssl.write(info.publicKey, to: "receiver.der")
        let key = try openssl.run("rand -hex 32").prefix { !$0.isNewline }
        try openssl.write([UInt8](hex: String(key)), to: "key")
        try openssl.run(
            "pkeyutl -encrypt -pubin -keyform DER -inkey receiver.der -in key -out key.enc "
                + "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256")
        let payload = try padded ? keyWrap(file, under: String(key)) : keyWrapUnpadded(file, under: String(key))
        return try openssl.read("key.enc") + payload
    }

    private func wrapByECDH(_ algorithm: KeyAlgorithm, _ curve: String, _ file: String) throws -> [UInt8] {
        let info = try enclave.call(KeyGenerate(key: .simple("receiver", algorithm, .receive)))
        try openssl.write(info.publicKey, to: "receiver.der")
        try openssl.run("pkey -pubin -inform DER -in receiver.der -out receiver.pem")
        try openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:\(curve) -out ephemeral.pem")
        try openssl.run("pkey -in ephemeral.pem -pubout -outform DER -out ephemeral.der")
        try openssl.run("pkeyutl -derive -inkey ephemeral.pem -peerkey receiver.pem -out secret")
        let secret = Hex.encode(try openssl.read("secret"))
        try openssl.run("kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexsecret:\(secret) -binary -out key X963KDF")
        var writer = WireWriter()
        writer.data(try openssl.read("ephemeral.der"))
        return writer.bytes + (try keyWrap(file, under: Hex.encode(try openssl.read("key"))))
    }

    @Test(arguments: [KeyAlgorithm.rsa2048, .rsa3072])
    func rsaWrapsBecomeKeys(algorithm: KeyAlgorithm) throws {
        let wrapped = try wrapByRSA(algorithm, "sent.der")
        let request = receive(.rsaOAEPKeyWrapPadded, wrapped)
        #expect(enclave.refusal(of: request, as: "nobody") == .authorizationRequired)
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect(info.publicKey == (try openssl.read("sent.pub")))
        #expect(enclave.canSign("received", .p256, publicKey: info.publicKey))
    }

    @Test(arguments: [(KeyAlgorithm.p256, "P-256"), (.p384, "P-384"), (.p521, "P-521")])
    func ecdhWrapsBecomeKeys(algorithm: KeyAlgorithm, curve: String) throws {
        let request = receive(.ecdhKeyWrapPadded, try wrapByECDH(algorithm, curve, "sent.der"))
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect(info.publicKey == (try openssl.read("sent.pub")))
        #expect(enclave.canSign("received", .p256, publicKey: info.publicKey))
    }

    /// Sent in one enclave's `wrap` form, the message opens in another that was sent the same key.
    @Test(arguments: [ReceiveMechanism.rsaOAEPKeyWrapPadded, .rsaOAEPKeyWrap, .keyWrapPadded, .keyWrap])
    func aSymmetricKeyIsReceived(mechanism: ReceiveMechanism) throws {
        let bytes = [UInt8](0..<32)
        try openssl.write(bytes, to: "aes")
        let wrapped =
            switch mechanism {
            case .keyWrapPadded: try keyWrap("aes", under: try shareReceiver())
            case .keyWrap: try keyWrapUnpadded("aes", under: try shareReceiver())
            default: try wrapByRSA(.rsa2048, "aes", padded: mechanism == .rsaOAEPKeyWrapPadded)
            }
        let request = receive(mechanism, wrapped, symmetric: true)
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect((info.algorithm, info.origin) == (.aes256, .importedSealed))
        let sealed = try enclave.call(EncryptRequest(key: .name("received"), context: [1], plaintext: [2, 3]))
        let twin = try EnvelopeCipher(try LiveKey(stored: bytes, algorithm: .aes256))
        #expect(try twin.decrypt(sealed.ciphertext, additionalData: [1]) == [2, 3])
        for offset in wrapped.indices where offset % 7 == 0 {
            var altered = wrapped
            altered[offset] ^= 1
            let again = receive(mechanism, altered, symmetric: true)
            #expect(enclave.refusal(of: again, signedByAll: [enclave.administrator]) == .decryptionFailed)
        }
    }

    /// An AES receive key that the sender holds too; in hexadecimal.
    private func shareReceiver() throws -> String {
        let key = [UInt8](repeating: 9, count: 32)
        let clear = KeyImportClear(
            name: "receiver", purpose: .receive, audit: .counted, privateKey: key, isSymmetric: true)
        _ = try enclave.call(clear, signedBy: enclave.administrator)
        return Hex.encode(key)
    }

    /// The right is a word of its own: making keys, receive keys too, does not imply it.
    @Test func aTemplateThatImportsLetsItsIdentityBringKeysIn() throws {
        let enclave = try TestEnclave()
        for (identity, imports) in [("maker", false), ("importer", true)] {
            let template = CreationTemplate(
                name: identity, identity: identity, pattern: "kek-*", purposes: [.wrap, .receive],
                algorithms: [.aes256], profiles: [], maximumLifetime: 0, imports: imports)
            _ = try enclave.call(TemplatePut(template: template), signedBy: enclave.administrator)
        }
        func request(_ name: String, _ purpose: KeyPurpose = .wrap) -> KeyImportClear {
            KeyImportClear(
                name: name, purpose: purpose, audit: .counted, privateKey: [UInt8](repeating: 3, count: 32),
                isSymmetric: true)
        }
        #expect(enclave.refusal(of: request("kek-1"), as: "importer", sealed: false) == .sealedSessionRequired)
        #expect(enclave.refusal(of: request("kek-1"), as: "maker") == .authorizationRequired)
        #expect(enclave.refusal(of: request("other"), as: "importer") == .authorizationRequired)
        #expect(enclave.refusal(of: request("kek-1", .sign), as: "importer") == .authorizationRequired)
        #expect(enclave.refusal(of: request("kek-1"), as: "importer") == nil)
        let brought = try enclave.call(KeyShow(key: .name("kek-1")), signedBy: enclave.administrator)
        #expect(brought.origin == .importedClear)
        try enclave.restart()
        #expect(enclave.refusal(of: request("kek-2"), as: "maker") == .authorizationRequired)
        #expect(enclave.refusal(of: request("kek-2"), as: "importer") == nil)
    }

    @Test func anythingElseIsRefused() throws {
        let wrapped = try wrapByRSA(.rsa2048, "sent.der")
        for offset in [0, 255, 256, 300, wrapped.count - 1] {
            var altered = wrapped
            altered[offset] ^= 1
            let request = receive(.rsaOAEPKeyWrapPadded, altered)
            #expect(enclave.refusal(of: request, signedByAll: [enclave.administrator]) == .decryptionFailed)
        }
        for length in [0, 255, 256, wrapped.count - 8] {
            let request = receive(.rsaOAEPKeyWrapPadded, Array(wrapped.prefix(length)))
            #expect(enclave.refusal(of: request, signedByAll: [enclave.administrator]) == .decryptionFailed)
        }
        let confused = receive(.ecdhKeyWrapPadded, wrapped)
        #expect(enclave.refusal(of: confused, signedByAll: [enclave.administrator]) != nil)
        _ = try enclave.call(KeyGenerate(key: .simple("signer", .rsa2048, .sign)))
        let wrongPurpose = receive(.rsaOAEPKeyWrapPadded, wrapped, by: "signer")
        #expect(enclave.refusal(of: wrongPurpose, signedByAll: [enclave.administrator]) == .purposeMismatch)
        let sign = KeySign(key: .name("receiver"), scheme: .pss, hash: .sha256, isDigest: false, input: [1])
        #expect(enclave.refusal(of: sign) == .purposeMismatch, "a receive key signs nothing")
    }
}

extension [UInt8] {
    /// From an even number of hexadecimal digits.
    fileprivate init(hex: String) throws {
        let digits = Array<UInt8>(hex.utf8)
        self = try stride(from: 0, to: digits.count - 1, by: 2).map {
            try #require(UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16))
        }
    }
}
