import Attestation
import CryptoExtras
import EnclaveClient
import EnclaveProtocol
import Foundation
import SwiftASN1
import X509

@testable import CertificateIssuer

/// A request with a quote for its RSA key, the quote made by a real software enclave, the rest by another's library.
struct QuotedRequest: Sendable {
    var quote: [UInt8]
    var quotedKey: [UInt8]
    var nonce: [UInt8]
    let collateral: [UInt8]
    /// SHA-256 of the software root's DER, hexadecimal.
    let root: String
    let key: _RSA.Signing.PrivateKey

    init(quotedBy enclave: EnclaveUnderTest) async throws {
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try key.publicKey.getKeyPrimitives()
        let (exponent, modulus) = (Array(numbers.publicExponent), Array(numbers.modulus))
        nonce = (0..<32).map { _ in UInt8.random(in: 0 ... .max) }
        let link = ReconnectingClient(to: enclave.address)
        defer { link.close() }
        let digest = Array(SHA256.hash(data: exponent + modulus + nonce))
        let answer = try await link.call(EvidenceRequest(reportData: digest + [UInt8](repeating: 0, count: 32)))
        quote = answer.evidence
        collateral = answer.collateral
        root = SHA256.hash(data: answer.root).map { String(format: "%02x", $0) }.joined()
        quotedKey = Self.length(exponent) + Self.length(modulus) + exponent + modulus
    }

    private static func length(_ bytes: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
    }

    /// The request in PEM, signed with its own key or with another.
    func pem(signedBy other: _RSA.Signing.PrivateKey? = nil) throws -> String {
        let values: [(ASN1ObjectIdentifier, [UInt8])] = [
            ([1, 3, 6, 1, 4, 1, 54392, 5, 1283], quote), ([1, 3, 6, 1, 4, 1, 54392, 5, 1284], quotedKey),
            ([1, 3, 6, 1, 4, 1, 54392, 5, 1547], nonce),
        ]
        let extensions = try values.map { identifier, value in
            var serializer = DER.Serializer()
            try serializer.serialize(ASN1UTF8String(Data(value).base64EncodedString()))
            return X509.Certificate.Extension(
                oid: identifier, critical: false, value: serializer.serializedBytes[...])
        }
        let asked = try ExtensionRequest(extensions: X509.Certificate.Extensions(extensions))
        let request = try X509.CertificateSigningRequest(
            version: .v1, subject: DistinguishedName { CommonName("quoted") },
            privateKey: X509.Certificate.PrivateKey(other ?? key),
            attributes: X509.CertificateSigningRequest.Attributes([.init(asked)]),
            signatureAlgorithm: .sha256WithRSAEncryption)
        return try request.serializeAsPEM().pemString
    }

    /// The request as both kinds of objects carry it.
    func base64() throws -> String { Data(try pem().utf8).base64EncodedString() }

    /// Judges by a policy that takes this software root, with `more` in it.
    func appraisal(policy more: String = "\"anyMeasurement\": true") throws -> QuoteAppraisal {
        let text = "{\"version\": 1, \"allowSoftware\": true, \"softwareRoots\": [\"\(root)\"], \(more)}"
        let policy = try AppraisalPolicy(json: Array(text.utf8), source: "policy.json")
        let collateral = try Collateral(json: collateral)
        return QuoteAppraisal(policies: ["": { policy }]) { _ in collateral }
    }
}
