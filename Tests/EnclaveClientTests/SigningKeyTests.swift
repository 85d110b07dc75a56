import Crypto
import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import SwiftASN1
import Testing
import X509

@Suite("Keys as handles", .timeLimit(.minutes(1)))
struct SigningKeyTests {
    private func info(_ key: P256.Signing.PrivateKey) -> KeyInfo {
        KeyInfo(
            id: Identifier(high: 1, low: 2), tenant: "default", name: "k", algorithm: .p256, purpose: .sign,
            origin: .generated, export: .never, replication: .domain, audit: .counted, state: .active,
            publicKey: Array(key.publicKey.derRepresentation), versions: [], provenance: "test")
    }

    @Test func aRequestBuiltWithAHandleVerifies() async throws {
        let key = P256.Signing.PrivateKey()
        let fake = try FakeEnclave()
        fake.on(KeySign.self) { request, _ in
            guard let signature = try? key.signature(for: request.input) else { return .failure(Refusal(.busy, "")) }
            return .success(Blob(Array(signature.derRepresentation)))
        }
        let client = try await EnclaveClient.connect(to: try EnclaveAddress(fake.address))
        let handle = try EnclaveSigningKey(info(key), client: client)
        let request = try await CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName("host") },
            asyncPrivateKey: Certificate.PrivateKey(handle), attributes: .init(),
            signatureAlgorithm: .ecdsaWithSHA256)
        #expect(request.publicKey.isValidSignature(request.signature, for: request))
        let call = try #require(fake.calls.first)
        #expect(try KeySign(decoding: call.body).key == .id(Identifier(high: 1, low: 2)))
    }

    @Test func aHandleHasNothingToSerialize() async throws {
        let fake = try FakeEnclave()
        let client = try await EnclaveClient.connect(to: try EnclaveAddress(fake.address))
        let handle = try EnclaveSigningKey(info(P256.Signing.PrivateKey()), client: client)
        #expect(throws: EnclaveClientError.self) { try handle.serializeAsPEM() }
        #expect(throws: EnclaveClientError.self) {
            try handle.signSynchronously(bytes: [UInt8](), signatureAlgorithm: .ecdsaWithSHA256)
        }
    }

    @Test func aSymmetricKeyHasNoHandle() async throws {
        let fake = try FakeEnclave()
        let client = try await EnclaveClient.connect(to: try EnclaveAddress(fake.address))
        var info = info(P256.Signing.PrivateKey())
        info.publicKey = []
        #expect(throws: EnclaveClientError.self) { try EnclaveSigningKey(info, client: client) }
    }
}
