internal import EnclaveProtocol
internal import X509Core

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
        guard let bytes = Hex.decode(try string()), bytes.count == count else {
            throw fault("is not \(2 * count) hexadecimal digits")
        }
        return bytes
    }

    /// `YYYY-MM-DDThh:mm:ssZ` as seconds since 1970.
    func date() throws(JSONError) -> Int64 {
        guard let text = stringBytes, let seconds = Self.seconds(text) else {
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

    private static let dateForm = Array("dddd-dd-ddTdd:dd:ddZ".utf8)

    private static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard text.count == dateForm.count else { return nil }
        var fields: [Int64] = [0]
        for (byte, form) in zip(text, dateForm) {
            if form == UInt8(ascii: "d") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int64(byte - UInt8(ascii: "0"))
            } else {
                guard byte == form else { return nil }
                fields.append(0)
            }
        }
        return DERTime.unixSeconds(Array(fields.prefix(6)))
    }
}
