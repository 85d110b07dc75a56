import Crypto
import Testing

@testable import Attestation

/// Reports that an SVSM asked for: over SHA-512 of what its guest wanted and of its services manifest.
@Suite("SEV-SNP through an SVSM")
struct SNPServicesTests {
    private let manifest = Array("a services manifest".utf8)
    private let wanted = [UInt8](0..<64)
    private var subject: SNPCase

    init() throws {
        subject = try SNPCase(.genoa)
        subject.report[.reportData] = Array(SHA512.hash(data: wanted + manifest))
    }

    private func appraise(_ subject: SNPCase, _ manifest: [UInt8]?) throws -> Appraisal {
        var appraiser = EvidenceAppraiser(
            anchors: subject.authority.anchors, certificates: try subject.certificates())
        appraiser.servicesManifest = manifest
        return try appraiser.appraise(subject.evidence(), at: subject.time)
    }

    @Test("with its manifest a report is bound to what the guest wanted, and to that only")
    func binding() throws {
        let appraisal = try appraise(subject, manifest)
        #expect(appraisal.isBound(to: wanted))
        #expect(!appraisal.isBound(to: appraisal.reportData))
        #expect(!appraisal.isBound(to: [1] + wanted.dropFirst()))
        let digest = Claim("servicesManifestDigest", .bytes(Array(SHA256.hash(data: manifest))))
        #expect(appraisal.platformInfo.last == digest)
    }

    @Test("every byte of the manifest counts, and so does its length")
    func changedManifest() throws {
        for index in manifest.indices {
            var changed = manifest
            changed[index] ^= 0x10
            #expect(try !appraise(subject, changed).isBound(to: wanted), "byte \(index)")
        }
        #expect(try !appraise(subject, manifest + [0]).isBound(to: wanted))
        #expect(try !appraise(subject, manifest.dropLast()).isBound(to: wanted))
    }

    @Test("without its manifest it is bound to the hash, as any other report is")
    func withoutManifest() throws {
        let appraisal = try appraise(subject, nil)
        #expect(!appraisal.isBound(to: wanted))
        #expect(appraisal.isBound(to: appraisal.reportData))
        #expect(!appraisal.platformInfo.contains { $0.name == "servicesManifestDigest" })
    }

    @Test("a manifest for a report that no SVSM can have asked for is refused", arguments: [1, 2, 3, 255] as [UInt8])
    func otherLevels(_ level: UInt8) throws {
        var guest = subject
        guest.report[.vmpl] = [level, 0, 0, 0]
        _ = try appraise(guest, nil)
        let error = #expect(throws: AppraisalError.self) { try appraise(guest, manifest) }
        #expect(error?.code == .mismatch)
    }

    @Test("a manifest of no bytes, or of too many, is refused")
    func lengths() throws {
        for bad in [[], [UInt8](repeating: 0, count: Appraisal.longestServicesManifest + 1)] {
            let error = #expect(throws: AppraisalError.self) { try appraise(subject, bad) }
            #expect(error?.code == .malformedEvidence)
        }
        _ = try appraise(subject, [UInt8](repeating: 0, count: Appraisal.longestServicesManifest))
    }

    @Test("a manifest for evidence of another kind is refused")
    func otherKinds() throws {
        let vector = try DCAPVector("sgx/sim-uptodate")
        var appraiser = EvidenceAppraiser(
            anchors: TrustAnchors([vector.root.certificate]), collateral: try vector.collateral)
        appraiser.servicesManifest = manifest
        let error = #expect(throws: AppraisalError.self) { try appraiser.appraise(vector.quote, at: vector.time) }
        #expect(error?.code == .mismatch)
    }
}
