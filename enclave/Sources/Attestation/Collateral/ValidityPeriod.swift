internal import EnclaveProtocol
internal import X509Core

/// From when until when, both inclusive and in seconds since 1970, something may be relied on.
struct ValidityPeriod: Sendable {
    /// Begins its sentences: "The PCK CRL".
    let what: String
    let from: Int64
    let until: Int64

    func check(_ time: Int64) throws(AppraisalError) {
        guard time >= from else {
            throw AppraisalError(
                .prematureCollateral,
                "\(what) is valid from \(RFC3339.text(from)) on; the verdict is for \(RFC3339.text(time)).")
        }
        guard time <= until else {
            throw AppraisalError(
                .expiredCollateral,
                "\(what) was valid until \(RFC3339.text(until)); the verdict is for \(RFC3339.text(time)).")
        }
    }
}
