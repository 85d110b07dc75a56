import Attestation
import Testing

@Suite("The words of a verdict")
struct AppraisalTests {
    @Test("codes are lower-case words joined by hyphens")
    func codes() {
        for code in AppraisalError.Code.allCases {
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "-" }, "\(code)")
        }
    }
}
