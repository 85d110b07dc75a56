/// Why a document is no policy, and the line that is wrong.
public struct PolicyError: Error, Sendable, Equatable {
    /// The document, as the caller named it.
    public let source: String
    /// Counted from 1; 0 when the document as a whole is meant.
    public let line: Int
    /// One sentence that says what must stand there instead.
    public let message: String

    /// A fault of the document `source`.
    public init(source: String, line: Int, _ message: String) {
        self.source = source
        self.line = line
        self.message = message
    }
}

extension PolicyError: CustomStringConvertible {
    /// `policy.yaml:12: …`.
    public var description: String { line > 0 ? "\(source):\(line): \(message)" : "\(source): \(message)" }
}

/// A fault found while reading, before the document's name is known.
struct PolicyFault: Error {
    let line: Int
    let message: String

    init(_ line: Int, _ message: String) {
        self.line = line
        self.message = message
    }
}
