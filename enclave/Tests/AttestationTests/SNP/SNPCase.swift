import X509Core

@testable import Attestation

/// A report, the certificate that signs it and the chain above, all of one make until a test changes one of them.
struct SNPCase {
    var authority: SimulatedAMD
    var report: ReportDraft
    var endorsement: EndorsementDraft
    var revocationLists: [CertificateRevocationList] = []
    var time = SimulatedAMD.now

    static let tcbFields: [SNPReportField] = [.currentTCB, .reportedTCB, .committedTCB, .launchTCB]

    init(_ product: SNPProduct, version: UInt8 = 5) throws {
        authority = try SimulatedAMD(product)
        report = ReportDraft(product, version: version)
        endorsement = try EndorsementDraft(.vcek, of: report)
    }

    /// Has the report signed by a key of this kind.
    mutating func use(_ kind: SNPSigningKey) throws {
        report.sign(as: kind)
        endorsement = try EndorsementDraft(kind, of: report)
    }

    /// Makes report and certificate those of another product; the chain stays.
    mutating func become(_ product: SNPProduct) throws {
        report = ReportDraft(product)
        endorsement = try EndorsementDraft(.vcek, of: report)
    }

    mutating func leaveOut(_ identifier: ObjectIdentifier) { endorsement.changes[identifier] = .some(nil) }

    /// Changes one byte of some TCBs of the report; the certificate's stays.
    mutating func change(_ fields: [SNPReportField], _ offset: Int, _ change: (UInt8) -> UInt8) {
        for field in fields { report[field][offset] = change(report[field][offset]) }
    }

    func certificates() throws -> [Certificate] {
        try [authority.endorsement(endorsement)] + SNPSigningKey.allCases.map { try authority.intermediate($0) }
            + [authority.root]
    }

    func evidence() throws -> [UInt8] { try report.signed(by: endorsement.key) }

    func appraisal() throws -> Appraisal {
        try SNPVerifier(anchors: authority.anchors).verify(
            evidence(), certificates: certificates(), revocationLists: revocationLists, at: time)
    }
}
