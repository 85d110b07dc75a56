/// The four TCBs of a report in the layout of its product.
struct SNPReportTCBs {
    let current: SNPTCB
    let reported: SNPTCB
    let committed: SNPTCB
    let launch: SNPTCB

    init(_ report: SNPReport, _ product: SNPProduct) throws(AppraisalError) {
        current = try Self.read(.currentTCB, report, product)
        reported = try Self.read(.reportedTCB, report, product)
        committed = try Self.read(.committedTCB, report, product)
        launch = try Self.read(.launchTCB, report, product)
    }

    /// The key is derived from the reported TCB, so the certificate's is the same and not merely no higher; what is
    /// reported or committed is never above what runs.
    func check(against endorsement: SNPEndorsement) throws(AppraisalError) {
        guard endorsement.tcb == reported else {
            throw AppraisalError(
                .mismatch, "The report claims TCB \(reported); the certificate is for \(endorsement.tcb).")
        }
        for (name, tcb) in [("reported", reported), ("committed", committed)] {
            guard current.isAtLeast(tcb) else {
                throw AppraisalError(.mismatch, "The \(name) TCB \(tcb) is above the current TCB \(current).")
            }
        }
    }

    private static func read(
        _ field: SNPReportField, _ report: SNPReport, _ product: SNPProduct
    ) throws(AppraisalError) -> SNPTCB {
        guard let tcb = SNPTCB(product: product, bytes: report[field]), tcb.hasClearReserve else {
            throw AppraisalError(
                .malformedEvidence, "\(field.rawValue) has bytes set that no component of \(product.rawValue) uses.")
        }
        return tcb
    }
}
