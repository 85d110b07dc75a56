extension Linter {
    /// RFC 5280 §4.2.1.3 and §4.2.1.12 with the standards that say what each kind of key can do.
    static let usageRows: [LintRow] = [
        LintRow("key-usage-present", "§4.2.1.3", "keyUsage must have a bit set. Ask for a usage.") {
            $0.keyUsage != []
        },
        LintRow("key-usage-critical", "§4.2.1.3", "keyUsage should be critical.", severity: .warning) {
            $0.isCritical(.keyUsage) != false
        },
        LintRow("key-usage-fits-key", "RFC 8813 §3", "This kind of key cannot have one of the usages.") { subject in
            guard let usage = subject.keyUsage, subject.content.publicKey.hasCanonicalHeader else { return true }
            return KeyUsage.possible(for: subject.content.publicKey.kind).isSuperset(of: usage)
        },
        LintRow("encipher-decipher-only", "§4.2.1.3", "encipherOnly and decipherOnly exclude each other.") { subject in
            !(subject.keyUsage?.isSuperset(of: [.encipherOnly, .decipherOnly]) ?? false)
        },
        LintRow(
            "encipher-needs-agreement", "§4.2.1.3", "encipherOnly and decipherOnly mean nothing without keyAgreement."
        ) { subject in
            guard let usage = subject.keyUsage, !usage.isDisjoint(with: [.encipherOnly, .decipherOnly]) else {
                return true
            }
            return usage.contains(.keyAgreement) || subject.content.publicKey.kind.isEncipherOnlyImpossible
        },
        LintRow("extended-usage-present", "§4.2.1.12", "extKeyUsage must name a usage.") { $0.purposes != [] },
        LintRow("extended-usage-unique", "§4.2.1.12", "extKeyUsage must not name a usage twice.") { subject in
            subject.purposes.map { Set($0).count == $0.count } ?? true
        },
        LintRow("time-stamping-critical", "RFC 3161 §2.3", "The time stamping usage must be critical.") { subject in
            !(subject.purposes?.contains(.timeStamping) ?? false) || subject.isCritical(.extendedKeyUsage) == true
        },
        LintRow("time-stamping-alone", "RFC 3161 §2.3", "The time stamping usage must be the only one.") { subject in
            guard let purposes = subject.purposes, purposes.contains(.timeStamping) else { return true }
            return Set(purposes).count == 1
        },
    ]
}

extension SubjectPublicKey.Kind {
    // For these keys the bits are refused by another row already.
    fileprivate var isEncipherOnlyImpossible: Bool {
        KeyUsage.possible(for: self).isDisjoint(with: [.encipherOnly, .decipherOnly])
    }
}
