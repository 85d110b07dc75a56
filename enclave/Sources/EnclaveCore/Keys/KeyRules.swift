internal import EnclaveProtocol

/// Which algorithms serve which purpose, and what a new key may be; a table.
enum KeyRules {
    private static let signing: Set<KeyAlgorithm> = [.p256, .p384, .p521, .ed25519, .rsa2048, .rsa3072, .rsa4096]

    private static func algorithms(for purpose: KeyPurpose) -> Set<KeyAlgorithm> {
        switch purpose {
        case .issue, .sign, .tls: signing
        case .wrap: [.aes256]
        case .receive: [.p256, .p384, .p521, .rsa2048, .rsa3072, .rsa4096, .aes256]
        case .release, .identity: []
        }
    }

    /// Refuses a name, purpose or algorithm that no new key may have.
    static func check(name: String, purpose: KeyPurpose, algorithm: KeyAlgorithm) throws(Refusal) {
        guard NameLimits.isValid(name) else {
            throw Refusal(
                .invalidArgument, "\"\(name.prefix(64))\" is no name for a key",
                remedy: "Use 1 to \(NameLimits.maximum) of A-Z a-z 0-9 . _ - / : @, a letter or digit first.")
        }
        guard algorithms(for: purpose).contains(algorithm) else {
            throw Refusal(
                .algorithmMismatch, "a key of purpose \(purpose.name) cannot be \(algorithm.name)",
                remedy: remedy(for: purpose))
        }
    }

    private static func remedy(for purpose: KeyPurpose) -> String {
        let names = algorithms(for: purpose).map(\.name).sorted()
        return names.isEmpty
            ? "Keys of this purpose are not made by request." : "Choose " + names.joined(separator: ", ")
    }
}

extension KeyAlgorithm {
    /// The long work that making a key is; nil where it takes microseconds.
    var generationWork: LongWork? { rsaBits == nil ? nil : .computation }
}

extension CachedKey {
    /// Refuses every purpose but these.
    func require(_ purposes: KeyPurpose...) throws(Refusal) {
        guard !purposes.contains(record.purpose) else { return }
        throw Refusal(
            .purposeMismatch,
            "the key \"\(record.name)\" is for \(record.purpose.name), not \(purposes.map(\.name).joined(separator: " or "))",
            remedy: "A purpose is fixed at birth; use or make a key of the right one.")
    }
}
