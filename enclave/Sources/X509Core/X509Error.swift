/// Why a structure was not read, trusted or made. `code` is stable, `message` says what to do next.
public enum X509Error: Error, Sendable, Equatable {
    /// The bytes are not the structure they should be.
    case malformed(String)
    /// The input is longer than what is read at all; `limit` in bytes or items.
    case tooLarge(String, limit: Int)
    /// Well-formed, but an algorithm, version or critical extension this reader does not handle.
    case unsupported(String)
    /// A key too weak or too unusual to certify.
    case weakKey(String)
    /// A signature that does not verify.
    case badSignature(String)
    /// A row of the linter or of the profile says no.
    case refused(row: String, clause: String, message: String)
    /// A usage that is unknown or that nobody gets.
    case usage(String)
    /// A lifetime that cannot be given.
    case lifetime(String)
    /// The authority's own certificate does not allow issuing now.
    case authority(String)
    /// A chain that does not lead to a trusted root.
    case chain(String)

    /// Stable lower-case code.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .tooLarge: "too-large"
        case .unsupported: "unsupported"
        case .weakKey: "weak-key"
        case .badSignature: "bad-signature"
        case .refused: "refused"
        case .usage: "usage"
        case .lifetime: "lifetime"
        case .authority: "authority"
        case .chain: "chain"
        }
    }

    /// What is wrong and what to do next.
    public var message: String {
        switch self {
        case .malformed(let what): "\(what). Make the file again with a current tool; DER must be minimal."
        case .tooLarge(let what, let limit): "\(what) is longer than the limit of \(limit). Send a smaller one."
        case .refused(let row, let clause, let message): "\(message) (rule \(row), \(clause))"
        case .badSignature(let what): "The signature of \(what) does not verify. Sign it again with the matching key."
        case .unsupported(let text), .weakKey(let text), .usage(let text), .lifetime(let text), .authority(let text),
            .chain(let text):
            text
        }
    }
}

extension X509Error: CustomStringConvertible {
    /// `code: message`.
    public var description: String { "\(code): \(message)" }
}
