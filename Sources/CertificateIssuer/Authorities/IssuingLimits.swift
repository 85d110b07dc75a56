internal import X509Core

/// What an issuer's spec allows in what it signs.
struct IssuingLimits: Sendable, Equatable {
    /// The enclave's profile; nil for the authority's own.
    var profile: String?
    /// Seconds; nil for the profile's.
    var maximumLifetime: Int64?
    /// Patterns of names; nil for any name.
    var names: [NamePattern]?
    /// A request without a quote is not signed.
    var requiresQuote = false
    /// Which policy judges quotes; empty for the one without a name.
    var quotePolicy = ""

    /// The profile that signs whatever was approved.
    static let permissiveProfile = "kubernetes"

    /// Whether every name its approvers approve is signed.
    var isOpen: Bool { names == nil && (profile ?? Self.permissiveProfile) == Self.permissiveProfile }

    /// Reads a spec.
    /// - Throws: `SpecFault` naming the field.
    init(_ spec: Issuer.Spec) throws(SpecFault) {
        profile = spec.profile
        if let text = spec.maximumLifetime { maximumLifetime = try SpecFault.seconds(text, of: "maximumLifetime") }
        quotePolicy = spec.quotePolicy ?? ""
        requiresQuote = try Self.isRequired(spec.quotes)
        guard let texts = spec.names else { return }
        var patterns: [NamePattern] = []
        for text in texts {
            do throws(X509Error) {
                patterns.append(try NamePattern(text))
            } catch {
                throw SpecFault(field: "names", message: error.message)
            }
        }
        names = patterns
    }

    private static func isRequired(_ word: String?) throws(SpecFault) -> Bool {
        switch word {
        case nil, "Optional": false
        case "Required": true
        case let word?: throw SpecFault(field: "quotes", message: "'\(word)' is neither Optional nor Required")
        }
    }
}

/// A field of an issuer's spec that means nothing.
struct SpecFault: Error, Equatable {
    let field: String
    let message: String

    /// For the condition.
    var sentence: String { "spec.\(field): \(message)" }

    static func seconds(_ text: String, of field: String) throws(SpecFault) -> Int64 {
        guard let seconds = LifetimeText.seconds(text) else {
            throw SpecFault(field: field, message: "'\(text)' is no duration; write 90s, 15m, 24h or 3650d")
        }
        return seconds
    }
}
