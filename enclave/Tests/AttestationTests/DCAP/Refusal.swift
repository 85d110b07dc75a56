import Attestation
import DCAPFixtures
import Testing

/// Expects evidence not to be shown genuine, for this reason.
func expectRefusal(
    _ code: AppraisalError.Code, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Appraisal
) throws {
    do {
        let appraisal = try body()
        Issue.record("accepted as \(appraisal.status). \(comment?.rawValue ?? "")", sourceLocation: sourceLocation)
    } catch let error as AppraisalError {
        #expect(error.code == code, "\(error.message) \(comment?.rawValue ?? "")", sourceLocation: sourceLocation)
    }
}
