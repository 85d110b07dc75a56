extension HistoryError {
    /// What is wrong with a line that does not decode.
    static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let field, _): "the field \"\(field.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            field(of: context).map { "the field \"\($0)\" is of another type" } ?? "this is no JSON object"
        case DecodingError.dataCorrupted(let context):
            field(of: context).map { "the field \"\($0)\" has a value that is not known" }
                ?? "this is no JSON object, or a number in it does not fit"
        default: "\(error)"
        }
    }

    private static func field(of context: DecodingError.Context) -> String? {
        context.codingPath.isEmpty ? nil : context.codingPath.map(\.stringValue).joined(separator: ".")
    }
}
