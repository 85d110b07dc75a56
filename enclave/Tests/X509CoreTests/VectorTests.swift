import Foundation
import Testing
import X509Core

/// Certificates and CRLs of Intel and AMD, from the folder that CASEMATE_VECTORS names: all are read, and every one whose
/// issuer is among them is signed by it (AMD signs with RSASSA-PSS).
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["CASEMATE_VECTORS"] != nil,
        "set CASEMATE_VECTORS to a folder"))
struct VectorTests {
    private func files() throws -> [[UInt8]] {
        let folder = try #require(ProcessInfo.processInfo.environment["CASEMATE_VECTORS"])
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return try paths.sorted().compactMap { path in
            let url = URL(fileURLWithPath: folder).appendingPathComponent(path)
            guard ["pem", "der", "crt", "cer", "crl"].contains(url.pathExtension) else { return nil }
            return try url.bytes()
        }
    }

    @Test func everySignatureVerifies() throws {
        var certificates: [Certificate] = []
        var lists: [CertificateRevocationList] = []
        for bytes in try files() {
            if let found = try? Certificate.readAll(bytes, limit: 64) { certificates += found }
            if let list = try? CertificateRevocationList(bytes) { lists.append(list) }
        }
        var verified = 0
        for certificate in certificates {
            let issuers = certificates.filter { $0.content.subject == certificate.content.issuer }
            guard !issuers.isEmpty else { continue }
            let isSigned = issuers.contains {
                (try? certificate.verifySignature(by: $0.content.publicKey)) != nil
            }
            verified += isSigned ? 1 : 0
            if !isSigned { print("not signed by a known issuer: \(certificate.content.subject)") }
        }
        for list in lists {
            let issuers = certificates.filter { $0.content.subject == list.issuer }
            guard !issuers.isEmpty else { continue }
            #expect(issuers.contains { (try? list.verify(by: $0.content.publicKey)) != nil })
        }
        print("\(certificates.count) certificates, \(verified) verified, \(lists.count) CRLs")
        #expect(verified > 0)
    }
}
