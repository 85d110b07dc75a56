import Crypto
import EnclaveProtocol
import Foundation
import KeyOperations
import Testing
import X509Core

@testable import EnclaveCore

/// Authorities and wraps made by OpenSSL alone.
@Suite("Adopted authorities")
struct AuthorityImportTests {
    private let openssl: OpenSSL
    private let enclave: TestEnclave

    init() throws {
        openssl = try OpenSSL()
        enclave = try TestEnclave(development: true)
        // Ahead of openssl's, which may be slow to make a certificate; by less than a certificate here is dated back.
        enclave.clock.jump(seconds: Int64(Date().timeIntervalSince1970) + 240 - enclave.clock.wall / 1000)
        _ = try enclave.call(ClockAccept(time: enclave.clock.wall / 1000), signedBy: enclave.administrator)
    }

    /// A self-signed root and its key, PKCS#8 DER.
    private func makeRoot(
        _ name: String = "root", key: String = "rsa:3072", extensions: String = "keyUsage=critical,keyCertSign"
    ) throws -> (certificate: Blob, key: [UInt8]) {
        try openssl.run(
            "req -x509 -newkey \(key) -nodes -keyout \(name).key -out \(name).der -outform DER -subj /CN=\(name) "
                + "-days 3650 -addext \(extensions)")
        try openssl.run("pkcs8 -topk8 -nocrypt -in \(name).key -outform DER -out \(name).p8")
        return (Blob(try openssl.read("\(name).der")), try openssl.read("\(name).p8"))
    }

    private func importing(_ root: (certificate: Blob, key: [UInt8]), as name: String = "in") -> CAImport {
        CAImport(
            name: name, chain: [root.certificate], profiles: ["kubernetes"], privateKey: root.key, isSealed: false)
    }

    @Test func anImportedRootIssuesAndRotates() throws {
        let root = try makeRoot()
        let request = importing(root)
        #expect(enclave.refusal(of: request) == .authorizationRequired)
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect(info.algorithm == .rsa3072 && info.chain == [root.certificate])
        try enclave.restart()
        let issued = try enclave.issue(by: "in", dns: "localhost")
        try openssl.write(issued.chain[0].bytes, to: "leaf.der")
        try openssl.run("x509 -inform DER -in leaf.der -out leaf.pem")
        try openssl.run("x509 -inform DER -in root.der -out root.pem")
        try openssl.run("verify -CAfile root.pem -purpose sslserver leaf.pem")
        #expect(try enclave.call(KeyShow(key: .id(info.keyID))).origin == .importedClear)
        #expect(try enclave.call(CARotate(name: "in", lifetime: 0)).previous.count == 2)
        #expect(enclave.refusal(of: request, signedByAll: [enclave.administrator]) == .alreadyExists)
    }

    @Test func aSealedKeyComesSealed() throws {
        let root = try makeRoot(key: "ec -pkeyopt ec_paramgen_curve:P-256")
        let file = try ImportKeyFile(enclave.call(ImportKeyRequest()).bytes)
        let sealed = try SealedKey(sealing: PrivateKeyReader.read(root.key, passphrase: nil), to: file)
        var request = importing(root)
        request.privateKey = Array(sealed.text.utf8)
        request.isSealed = true
        let info = try enclave.call(request, signedBy: enclave.administrator)
        #expect(try enclave.call(KeyShow(key: .id(info.keyID))).origin == .importedSealed)
    }

    @Test func whatDoesNotBelongTogetherIsRefused() throws {
        let (root, other) = (try makeRoot(), try makeRoot("other"))
        let leaf = try makeRoot("leaf", extensions: "basicConstraints=critical,CA:FALSE")
        for wrong in [(other.certificate, root.key), (leaf.certificate, leaf.key), (Blob([1, 2]), root.key)] {
            #expect(enclave.refusal(of: importing(wrong), signedByAll: [enclave.administrator]) != nil)
        }
        #expect(enclave.refusal(of: CAShow(name: "in")) == .notFound)
    }

    /// As a key server answers: RSA-OAEP with SHA-1 of an AES key, the CA's key under that.
    private func wrap(_ payload: [UInt8], _ mechanism: ReceiveMechanism, to receiver: String) throws -> [UInt8] {
        let key = SymmetricKey(size: .bits256)
        try openssl.write(key.withUnsafeBytes { Array($0) }, to: "key")
        try openssl.write(payload, to: "payload")
        try openssl.run(
            "pkeyutl -encrypt -pubin -keyform DER -inkey \(receiver) -in key -out key.enc "
                + "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 -pkeyopt rsa_mgf1_md:sha1")
        let wrappedKey = try openssl.read("key.enc")
        guard mechanism == .rsaOAEPSHA1KeyWrapPadded else {
            return wrappedKey + (try #require(try AES.GCM.seal(payload, using: key).combined))
        }
        let digits = Hex.encode(key.withUnsafeBytes { Array($0) })
        try openssl.run("enc -id-aes256-wrap-pad -e -K \(digits) -iv A65959A6 -in payload -out wrapped")
        return wrappedKey + (try openssl.read("wrapped"))
    }

    @Test(arguments: [ReceiveMechanism.rsaOAEPSHA1KeyWrapPadded, .rsaOAEPSHA1GCM])
    func aWrappedKeyBecomesAnAuthority(mechanism: ReceiveMechanism) throws {
        let root = try makeRoot()
        let receiver = try enclave.call(KeyGenerate(key: .simple("receiver", .rsa3072, .receive)))
        try openssl.write(receiver.publicKey, to: "receiver.der")
        let wrapped = try wrap(root.key, mechanism, to: "receiver.der")
        var request = CAReceive(
            name: "in", chain: [root.certificate], profiles: ["kubernetes"], receiver: .name("receiver"),
            mechanism: mechanism, wrapped: wrapped)
        for offset in [0, 383, 384, 400, wrapped.count - 1] {
            request.wrapped = wrapped
            request.wrapped[offset] ^= 1
            #expect(enclave.refusal(of: request) == .decryptionFailed)
        }
        request.wrapped = wrapped
        #expect(try enclave.call(request).state == .active, "a template with issue that imports is enough")
        #expect(try enclave.issue(by: "in", dns: "leaf.example.com").chain.count == 1)
    }

    @Test func aTemplateThatDoesNotImportAdoptsNothing() throws {
        let template = CreationTemplate(
            name: "development", identity: "default", pattern: "*", purposes: [.issue, .receive],
            algorithms: KeyAlgorithm.allCases, profiles: ["*"], maximumLifetime: 100 * 365 * 86_400)
        _ = try enclave.call(KeyGenerate(key: .simple("receiver", .rsa3072, .receive)))
        _ = try enclave.call(TemplatePut(template: template), signedBy: enclave.administrator)
        let request = CAReceive(
            name: "in", chain: [try makeRoot().certificate], profiles: ["kubernetes"], receiver: .name("receiver"),
            mechanism: .rsaOAEPSHA1GCM, wrapped: [1])
        #expect(enclave.refusal(of: request) == .authorizationRequired)
    }

    @Test func theQuoteBindsTheKeyAsKeyServersExpect() throws {
        let info = try enclave.call(KeyGenerate(key: .simple("receiver", .rsa3072, .receive)))
        let nonce = [UInt8](0..<32)
        let quote = try enclave.call(KeyQuote(key: .id(info.id), nonce: nonce)).evidence
        // The test platform's evidence begins with the report data. SubjectPublicKeyInfo of RSA-3072 with e = 65537 ends
        // with the modulus, 02 03 and the exponent.
        let modulus = info.publicKey.dropLast(5).suffix(384)
        let binding = Array(SHA256.hash(data: [1, 0, 1] + modulus + nonce))
        #expect(Array(quote.prefix(64)) == binding + [UInt8](repeating: 0, count: 32))
        _ = try enclave.call(KeyGenerate(key: .simple("signer", .rsa3072, .sign)))
        #expect(enclave.refusal(of: KeyQuote(key: .name("signer"), nonce: nonce)) == .purposeMismatch)
    }
}
