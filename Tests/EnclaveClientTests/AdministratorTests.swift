import Crypto
import EnclaveClient
import EnclaveProtocol
import FakeEnclave
import Foundation
import Testing

@Suite("Administrators", .timeLimit(.minutes(1)))
struct AdministratorTests {
    private let challenge = [UInt8](repeating: 9, count: 32)

    private func openSSL(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    @Test func readsTheKeysOpenSSLMakes() throws {
        let ed25519 = try AdministratorKey(pem: try openSSL("genpkey", "-algorithm", "ed25519"))
        #expect(ed25519.publicKey.count == 44)
        let p256 = try AdministratorKey(
            pem: try openSSL("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"))
        #expect(p256.publicKey.count == 91)
        let sec1 = try AdministratorKey(pem: try openSSL("ecparam", "-name", "prime256v1", "-genkey", "-noout"))
        #expect(sec1.publicKey.count == 91)
    }

    @Test func openSSLReadsTheKeysMadeHere() throws {
        let key = AdministratorKey()
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pem")
        try key.pem.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let publicKey = try openSSL("pkey", "-in", file.path, "-pubout", "-outform", "PEM")
        let expected = Data(key.publicKey).base64EncodedString()
        #expect(publicKey.split(separator: "\n").dropFirst().dropLast().joined() == expected)
        #expect(try AdministratorKey(pem: key.pem).publicKey == key.publicKey)
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func refusesOthers(_ pem: String) {
        let error = #expect(throws: EnclaveClientError.self) { try AdministratorKey(pem: pem) }
        #expect(error?.code == .invalidAdministratorKey)
    }

    @Test func signsTheRequestForThisEnclaveAndThisChallenge() async throws {
        let (first, second) = (AdministratorKey(), AdministratorKey())
        let fake = try FakeEnclave()
        let challenge = challenge
        fake.on(ChallengeRequest.self) { _, _ in .success(Blob(challenge)) }
        fake.on(CompactRequest.self) { _, _ in .success(Empty()) }
        fake.on(ClockAccept.self) { _, _ in .success(Empty()) }
        let client = try await EnclaveClient.connect(to: try EnclaveAddress(fake.address))
        _ = try await client.call(ClockAccept(time: 77), authorizedBy: [first, second])

        let call = try #require(fake.calls.last)
        let authorization = try #require(call.authorization)
        #expect(call.isSealed)
        #expect(authorization.challenge == challenge)
        #expect(authorization.signatures.map(\.keyFingerprint) == [first.fingerprint, second.fingerprint])
        let content = AuthorizedContent.bytes(
            instanceID: fake.instanceID, operation: .clockAccept, challenge: challenge,
            body: ClockAccept(time: 77).encoded)
        for (key, signature) in zip([first, second], authorization.signatures) {
            let publicKey = try Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey.suffix(32))
            #expect(publicKey.isValidSignature(signature.signature, for: content))
            #expect(!publicKey.isValidSignature(signature.signature, for: content + [0]))
        }
    }

    @Test func refusesAChallengeOfAnotherLength() async throws {
        let fake = try FakeEnclave()
        fake.on(ChallengeRequest.self) { _, _ in .success(Blob([1, 2, 3])) }
        let client = try await EnclaveClient.connect(to: try EnclaveAddress(fake.address))
        let error = await #expect(throws: EnclaveClientError.self) {
            try await client.call(CompactRequest(), authorizedBy: [AdministratorKey()])
        }
        #expect(error?.code == .protocolViolation)
    }
}
