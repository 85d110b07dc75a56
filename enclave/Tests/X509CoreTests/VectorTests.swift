import Foundation
import Testing
import X509Core

/// Certificates of AMD's platforms (`Fixtures/amd/ORIGIN.md`): signed with RSASSA-PSS, which other readers cannot check.
@Suite("Certificates of AMD platforms")
struct VectorTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/amd")

    private func certificate(_ platform: String, _ name: String) throws -> Certificate {
        let file = Self.folder.appendingPathComponent(platform).appendingPathComponent(name)
        return try Certificate([UInt8](Data(contentsOf: file)))
    }

    @Test(arguments: ["milan-vcek", "milan-vlek", "genoa-vcek"])
    func everyLinkVerifiesAndNoOther(platform: String) throws {
        let root = try certificate(platform, "ark.pem")
        let intermediate = try certificate(platform, "ask.pem")
        let leaf = try certificate(platform, "vek.der")
        try root.verifySignature(by: root.content.publicKey)
        try intermediate.verifySignature(by: root.content.publicKey)
        try leaf.verifySignature(by: intermediate.content.publicKey)
        #expect(throws: X509Error.self) { try leaf.verifySignature(by: root.content.publicKey) }
        #expect(throws: X509Error.self) { try intermediate.verifySignature(by: intermediate.content.publicKey) }
    }

    @Test(arguments: ["milan-vcek", "milan-vlek", "genoa-vcek"])
    func anAlteredSignatureDoesNot(platform: String) throws {
        let intermediate = try certificate(platform, "ask.pem")
        for position in stride(from: 0, to: 512, by: 61) {
            var der = try certificate(platform, "vek.der").der
            der[der.count - 1 - position] ^= 1
            let leaf = try Certificate(der)
            #expect(throws: X509Error.self, "byte \(position)") {
                try leaf.verifySignature(by: intermediate.content.publicKey)
            }
        }
    }
}
