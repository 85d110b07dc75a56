internal import FoundationEssentials

/// The JSON of a refusal.
enum ErrorText {
    private struct Object: Encodable {
        struct Content: Encodable {
            let code: String
            let message: String
            let remedy: String
        }
        let error: Content
    }

    /// `{"error":{"code","message","remedy"}}`
    static func json(code: String, message: String, remedy: String) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let object = Object(error: .init(code: code, message: message, remedy: remedy))
        return (try? encoder.encode(object)).map(Array.init) ?? []
    }
}
