import Attestation
import Crypto
import CryptoExtras
import DCAPFixtures
import EnclaveProtocol
import X509Core

/// A certificate request with a quote for its own key, so that a test can get any part of it wrong.
struct RequestDraft {
    /// 2,048 bits, made once.
    static let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    static let nonce: [UInt8] = Array(100..<132)

    var extensions: [CertificateExtension] = []

    /// Exponent and modulus, big-endian.
    static func numbers() throws -> (exponent: [UInt8], modulus: [UInt8]) {
        let numbers = try publicKey().rsaNumbers
        return (numbers?.exponent ?? [], numbers?.modulus ?? [])
    }

    static func publicKey() throws -> SubjectPublicKey {
        let key = try requestKey()
        return try SubjectPublicKey(
            algorithm: .rsa2048, rawRepresentation: Array(key.publicKey.pkcs1DERRepresentation))
    }

    private static func requestKey() throws -> _RSA.Signing.PrivateKey {
        guard let key else { throw X509Error.unsupported("no test key") }
        return key
    }

    /// What Intel's toolkit exports of the key.
    static func quotedKey() throws -> [UInt8] {
        let (exponent, modulus) = try numbers()
        return SimulatedQuote.littleEndian(UInt64(exponent.count)) + SimulatedQuote.littleEndian(UInt64(modulus.count))
            + exponent + modulus
    }

    /// A simulated enclave whose quote commits to the key and the nonce.
    static func enclave() throws -> SimulatedDCAP {
        let (exponent, modulus) = try numbers()
        return enclave(committingTo: exponent + modulus + nonce)
    }

    static func enclave(committingTo bytes: [UInt8]) -> SimulatedDCAP {
        var simulation = SimulatedDCAP.enclave
        let start = SimulatedQuote.Layout.enclave.reportDataOffset
        simulation.quote.body.replaceSubrange(
            start..<start + 64, with: Array(SHA256.hash(data: bytes)) + [UInt8](repeating: 0, count: 32))
        return simulation
    }

    /// The three extensions as Intel's clients write them.
    static func tcs(
        quote: [UInt8], key: [UInt8]? = nil, nonce: [UInt8] = RequestDraft.nonce
    ) throws -> RequestDraft {
        var draft = RequestDraft()
        draft.add(.tcsQuote, text: Base64.encode(quote))
        draft.add(.tcsQuotedKey, text: Base64.encode(try key ?? quotedKey()))
        draft.add(.tcsQuoteNonce, text: Base64.encode(nonce))
        return draft
    }

    mutating func add(_ identifier: ObjectIdentifier, text: [UInt8], tag: UInt8 = DERTag.utf8String) {
        add(identifier, value: DERWriter.encode(capacity: text.count + 8) { $0.element(tag, text) })
    }

    mutating func add(_ identifier: ObjectIdentifier, value: [UInt8]) {
        extensions.append(CertificateExtension(identifier, isCritical: false, value: value))
    }

    /// The request, signed and read again.
    func verified() throws -> VerifiedCSR {
        let key = try Self.requestKey()
        let der = try Self.publicKey().der
        return try signed(der, .pkcs1(.sha256)) {
            Array(try key.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }

    /// The same for an elliptic curve's key.
    func verified(with key: P256.Signing.PrivateKey) throws -> VerifiedCSR {
        let publicKey = try SubjectPublicKey(
            algorithm: .p256, rawRepresentation: Array(key.publicKey.x963Representation))
        return try signed(publicKey.der, .ecdsa(.sha256)) {
            Array(try key.signature(for: SHA256.hash(data: $0)).derRepresentation)
        }
    }

    private func signed(
        _ key: [UInt8], _ algorithm: SignatureAlgorithm, _ sign: ([UInt8]) throws -> [UInt8]
    ) throws -> VerifiedCSR {
        let subject = try DistinguishedName(rfc4514: "CN=quoted")
        let content = DERWriter.encode(capacity: 8192) { writer in
            writer.constructed { writer in
                writer.integer(0)
                writer.raw(subject.der)
                writer.raw(key)
                writer.constructed(DERTag.constructedContext(0)) { writer in
                    writer.constructed { writer in
                        writer.objectIdentifier(.extensionRequest)
                        writer.constructed(DERTag.set) { CertificateExtension.write(extensions, to: &$0) }
                    }
                }
            }
        }
        let der = SignedStructure.assemble(signed: content, algorithm: algorithm, signature: try sign(content))
        return try UnverifiedCSR(der).verified()
    }
}
