import Crypto
import EnclaveProtocol
import Testing
import X509Core

@testable import Attestation

@Suite("Azure HCL blobs")
struct HCLReportTests {
    private static let recorded = "real-genoa-v3-azure"

    private func verify(_ blob: [UInt8]) throws -> Appraisal {
        let vector = try SNPVector(Self.recorded)
        return try SNPVerifier().verify(HCLReport(blob), certificates: vector.certificates(), at: vector.time)
    }

    @Test("the recorded blob is verified with its report, and the runtime data is bound")
    func recordedBlob() throws {
        let vector = try SNPVector(Self.recorded)
        let blob = try HCLReport(vector.file("hcl.bin"))
        #expect(blob.report == (try vector.report()))
        #expect(blob.runtimeData.starts(with: Array(#"{"keys":[{"kid":"HCLAkPub""#.utf8)))
        #expect(blob.runtimeData.last == UInt8(ascii: "}"))
        let appraisal = try verify(vector.file("hcl.bin"))
        #expect(appraisal.container == .hcl)
        let digest = "b581f12e29a2d7d64e5e0b738d563879a78b51c644d0fa0cce02b48699f6bf5f"
        #expect(appraisal.platformInfo.contains(Claim("runtimeDataDigest", .bytes(try #require(Hex.decode(digest))))))
        #expect(appraisal.platformInfo.contains(Claim("secureBoot", .flag(true))))
        #expect(appraisal.platformInfo.contains(Claim("vtpmKeyExponent", .bytes([1, 0, 1]))))
        let modulus = appraisal.platformInfo.first { $0.name == "vtpmKeyModulus" }
        guard case .bytes(let bytes)? = modulus?.value else { throw AppraisalError(.mismatch, "no modulus") }
        #expect(bytes.count == 256)
        #expect(bytes.prefix(3) == [0xbf, 0x9a, 0xb7])
    }

    @Test("runtime data that the report does not commit to is refused")
    func foreignRuntimeData() throws {
        var blob = try SNPVector(Self.recorded).file("hcl.bin")
        blob[1300] ^= 1
        let error = #expect(throws: AppraisalError.self) { try verify(blob) }
        #expect(error?.code == .mismatch)
    }

    @Test("report data longer than the digest is refused, though the digest is right")
    func longerReportData() throws {
        var subject = try SNPCase(.genoa)
        let json = Array("{}".utf8)
        subject.report[.reportData] = Array(SHA256.hash(data: json)) + [UInt8](repeating: 0, count: 32)
        let verifier = SNPVerifier(anchors: subject.authority.anchors)
        func verify() throws -> Appraisal {
            let blob = try HCLReport(Self.blob(subject.evidence(), json))
            return try verifier.verify(blob, certificates: subject.certificates(), at: subject.time)
        }
        #expect(try verify().container == .hcl)
        subject.report[.reportData][63] = 1
        let error = #expect(throws: AppraisalError.self) { try verify() }
        #expect(error?.code == .mismatch)
    }

    @Test("a TD report is refused by name")
    func tdReport() {
        var report = [UInt8](repeating: 0, count: SNPReport.length)
        report[0] = 0x81
        let error = #expect(throws: AppraisalError.self) { try HCLReport(Self.blob(report, [])) }
        #expect(error?.code == .unsupportedEvidence)
    }

    @Test("every truncation is refused, up to the padding behind the JSON")
    func truncations() throws {
        let blob = try SNPVector(Self.recorded).file("hcl.bin")
        let end = try 32 + SNPReport.length + 20 + HCLReport(blob).runtimeData.count
        for length in 0..<end {
            #expect(throws: AppraisalError.self) { try HCLReport(Array(blob[..<length])) }
        }
        _ = try verify(Array(blob[..<end]))
    }

    /// §3, last paragraph, gives a meaning to the magic, the report, the length at +16 of the runtime header and the
    /// JSON; nothing commits to the rest.
    @Test("byte changes")
    func byteChanges() throws {
        let vector = try SNPVector(Self.recorded)
        let blob = try vector.file("hcl.bin")
        let runtimeHeader = 32 + SNPReport.length
        let padding = try runtimeHeader + 20 + HCLReport(blob).runtimeData.count
        let certificates = try vector.certificates()
        let changes = ByteChanges(
            name: "HCL blob", bytes: blob,
            dontCare: [
                .init(name: "header behind the magic", section: "3.3", range: 4..<32),
                .init(
                    name: "runtime header before the length", section: "3.3",
                    range: runtimeHeader..<runtimeHeader + 16),
                .init(name: "padding behind the JSON", section: "3.3", range: padding..<blob.count),
            ],
            appraise: { try SNPVerifier().verify(HCLReport($0), certificates: certificates, at: vector.time) })
        try changes.check()
    }

    /// Written by hand from the layout.
    static func blob(_ report: [UInt8], _ json: [UInt8]) -> [UInt8] {
        let length = (0..<4).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
        return Array("HCLA".utf8) + [UInt8](repeating: 0, count: 28) + report + [UInt8](repeating: 0, count: 16)
            + length + json
    }
}
