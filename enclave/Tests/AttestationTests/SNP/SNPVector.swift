import Attestation
import EnclaveProtocol
import FoundationEssentials
import Testing
import X509Core

/// A recorded or simulated report under `Vectors/snp`; their README says where each comes from.
struct SNPVector: CustomTestStringConvertible {
    let name: String
    let expectation: Expectation

    /// `expect.json`.
    struct Expectation: Decodable {
        let verify_at_unix: Int64
        let ark_sha256: String
        let expected: String
        let why: String
    }

    static let names = [
        "derived-measurement-bit", "derived-vlek-with-vcek-chain", "real-genoa-v3-azure", "real-milan-v2",
        "real-milan-v2-debug-policy", "real-milan-v3-vlek", "real-vcek-invalid-legacy", "real-vcek-of-other-chip",
        "sim-turin-debug", "sim-turin-tcb-mismatch", "sim-turin-v5",
    ]

    init(_ name: String) throws {
        self.name = name
        expectation = try JSONDecoder().decode(
            Expectation.self, from: Data(Self.read("snp/\(name)/expect.json")))
    }

    var testDescription: String { name }
    var time: Int64 { expectation.verify_at_unix }
    var isSimulated: Bool { name.hasPrefix("sim-") }

    func file(_ file: String) throws -> [UInt8] { try Self.read("snp/\(name)/\(file)") }

    func report() throws -> [UInt8] { try file("report.bin") }
    func endorsement() throws -> Certificate { try Certificate(file("vek.der")) }

    /// VCEK or VLEK, ASK or ASVK, ARK.
    func certificates() throws -> [Certificate] {
        try [endorsement()] + ["ask.pem", "ark.pem"].flatMap { try Certificate.readAll(file($0)) }
    }

    /// Simulated reports are verified under the root their expectation names, recorded ones under AMD's.
    func anchors() throws -> TrustAnchors {
        guard isSimulated else { return .builtIn }
        let fingerprint = try #require(Hex.decode(expectation.ark_sha256))
        return TrustAnchors([try #require(TrustAnchor(fingerprint: fingerprint))])
    }

    func appraisal() throws -> Appraisal {
        try SNPVerifier(anchors: anchors()).verify(report(), certificates: certificates(), at: time)
    }

    static func read(_ path: String) throws -> [UInt8] {
        let directory = #filePath.split(separator: "/").dropLast(2).reduce(into: "") { $0 += "/" + $1 }
        return Array(try #require(FileManager.default.contents(atPath: "\(directory)/Vectors/\(path)"), "\(path)"))
    }
}
