internal import X509Core

extension AppraisalError {
    /// What `body` reads, with its error in the words of an appraisal.
    static func reading<Value>(
        _ what: String, as code: Code, _ body: () throws(X509Error) -> Value
    ) throws(AppraisalError) -> Value {
        do {
            return try body()
        } catch {
            throw AppraisalError(code, "\(what) cannot be read. \(error.message)")
        }
    }
}
