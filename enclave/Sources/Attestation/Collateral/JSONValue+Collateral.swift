internal import EnclaveProtocol

extension AppraisalError {
    /// What `body` reads, with its error in the words of an appraisal.
    static func readingJSON<Value>(
        _ what: String, _ body: () throws(JSONError) -> Value
    ) throws(AppraisalError) -> Value {
        do {
            return try body()
        } catch {
            throw AppraisalError(.malformedCollateral, "\(what), line \(error.line): \(error.message).")
        }
    }
}

/// The forms of value that Intel's documents use.
extension JSONValue {
    /// Hexadecimal in either case, of `count` bytes.
    func hex(_ count: Int) throws(JSONError) -> [UInt8] {
        guard let digits = stringBytes, let bytes = Hex.decode(ascii: digits), bytes.count == count else {
            throw fault("is not \(2 * count) hexadecimal digits")
        }
        return bytes
    }

    /// `YYYY-MM-DDThh:mm:ssZ` as seconds since 1970.
    func date() throws(JSONError) -> Int64 {
        guard let text = stringBytes, let seconds = RFC3339.seconds(text) else {
            throw fault("is no moment written as 2026-01-31T23:59:59Z")
        }
        return seconds
    }

    /// A whole number from 0 through `maximum`.
    func number(through maximum: Int64) throws(JSONError) -> Int64 {
        let number = try integer()
        guard (0...maximum).contains(number) else { throw fault("is not between 0 and \(maximum)") }
        return number
    }
}
