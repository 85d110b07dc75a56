import Crypto
import Foundation
import TEEPlatform
import Testing
import X509Core

@testable import TEESoftware

/// The quote's layout and its chain of signatures, read by offset as the specification of SGX quotes version 3 has them.
@Suite("Software quotes")
struct SoftwareQuoteTests {
    private let now: Int64 = 1_790_000_000
    private let root: SoftwareRoot
    private let quote: [UInt8]
    private let evidence: Evidence
    private let reportData = (0..<64).map { UInt8($0) }
    private let measurement = [UInt8](repeating: 0x4d, count: 32)

    init() throws {
        root = try SoftwareRoot.generate(at: now)
        evidence = try Self.evidence(root, at: now, measurement, reportData)
        quote = evidence.bytes
    }

    private static func evidence(
        _ root: SoftwareRoot, at time: Int64, _ measurement: [UInt8], _ reportData: [UInt8]
    ) throws -> Evidence {
        try SoftwareEvidence(root, clock: { time }).evidence(
            of: measurement, ConfigID(sealing: .file(path: "x"), memory: .locked, mode: .development),
            over: try #require(ReportData(reportData)))
    }

    private func bytes(_ offset: Int, _ count: Int) -> [UInt8] { Array(quote[offset..<offset + count]) }
    private func number(_ offset: Int, _ count: Int) -> Int {
        bytes(offset, count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func isValid(_ signature: [UInt8], over content: [UInt8], by point: [UInt8]) throws -> Bool {
        try P256.Signing.PublicKey(rawRepresentation: point).isValidSignature(
            P256.Signing.ECDSASignature(rawRepresentation: signature), for: content)
    }

    @Test func headerAndBodyStandWhereTheFormatPutsThem() {
        #expect((number(0, 2), number(2, 2), number(4, 4)) == (3, 2, 0))
        #expect(bytes(12, 4) == [0x93, 0x9a, 0x72, 0x33])
        #expect(bytes(48, 16) == SGXPlatform.components)
        #expect(number(48 + 48, 8) == 0x85, "INIT, MODE64BIT and KSS; no DEBUG")
        #expect(number(48 + 56, 8) == 3)
        #expect(bytes(48 + 64, 32) == measurement)
        #expect(bytes(48 + 128, 32) == Array(SHA256.hash(data: root.certificates.root.content.publicKey.der)))
        #expect(bytes(48 + 192, 12) == Array("casemate".utf8) + [1, 1, 2, 2])
        #expect(bytes(48 + 204, 52).allSatisfy { $0 == 0 })
        #expect((number(48 + 256, 2), number(48 + 258, 2), number(48 + 260, 2)) == (1, 1, 1))
        #expect(bytes(48 + 320, 64) == reportData)
        #expect(number(432, 4) == quote.count - 436)
    }

    @Test func everySignatureLeadsToTheRoot() throws {
        let attestationKey = bytes(500, 64)
        #expect(try isValid(bytes(436, 64), over: bytes(0, 432), by: attestationKey))
        let report = bytes(564, 384)
        #expect(number(564 + 384 + 64, 2) == 32)
        let authentication = bytes(564 + 450, 32)
        #expect(Array(report[320..<352]) == Array(SHA256.hash(data: attestationKey + authentication)))
        #expect((number(1046, 2), number(1048, 4)) == (5, quote.count - 1052))
        let chain = try Certificate.readAll(bytes(1052, quote.count - 1052))
        try #require(chain.count == 3)
        #expect(try isValid(bytes(948, 64), over: report, by: root.pckKey.point))
        #expect(chain[0].content.publicKey.der == root.pckKey.publicKeyInfo)
        try chain[0].verifySignature(by: chain[1].content.publicKey)
        try chain[1].verifySignature(by: chain[2].content.publicKey)
        #expect(chain[2].der == evidence.root)
    }

    @Test func everyStartHasAnAttestationKeyOfItsOwn() throws {
        let other = try Self.evidence(root, at: now, measurement, reportData)
        #expect(Array(other.bytes[500..<564]) != bytes(500, 64))
        #expect(Array(other.bytes[1052...]) == Array(quote[1052...]), "the certificates stay")
    }

    @Test func certificatesAreWhatVerifiersLookFor() throws {
        let certificates = root.certificates
        #expect(try certificates.platformCA.basicConstraints() == BasicConstraints(isAuthority: true, pathLength: 0))
        #expect(try certificates.root.basicConstraints() == BasicConstraints(isAuthority: true, pathLength: 1))
        for leaf in [certificates.pck, certificates.tcbSigning] {
            #expect(try leaf.basicConstraints()?.isAuthority == false)
            #expect(try leaf.keyUsage()?.contains(.certificateSigning) == false)
        }
        let names = [certificates.pck, certificates.platformCA, certificates.tcbSigning].map {
            String(describing: $0.content.subject)
        }
        #expect(names[0].hasPrefix("CN=Intel SGX PCK Certificate,O=Casemate software platform - not Intel"))
        #expect(names[1].hasPrefix("CN=Intel SGX PCK Platform CA,"))
        #expect(names[2].hasPrefix("CN=Intel SGX TCB Signing,"))
        for certificate in [certificates.root, certificates.platformCA, certificates.tcbSigning, certificates.pck] {
            #expect(certificate.content.notBefore <= now && certificate.content.notAfter > now + 9 * 365 * 86_400)
        }
    }

    @Test func anExpiredRootGivesNoEvidence() throws {
        let end = root.certificates.notAfter
        _ = try Self.evidence(root, at: end, measurement, reportData)
        let error = #expect(throws: PlatformError.self) {
            try Self.evidence(root, at: end + 1, measurement, reportData)
        }
        #expect(error?.message.contains("expired at 20") == true)
    }
}
