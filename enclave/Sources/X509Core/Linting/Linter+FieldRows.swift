extension Linter {
    /// RFC 5280 §4.1.2.1 to §4.1.2.8 without the subject.
    static let fieldRows: [LintRow] = [
        LintRow("version", "§4.1.2.1", "Certificates with extensions have version 3.") { $0.content.version == 3 },
        LintRow("serial-positive", "§4.1.2.2", "The serial number must be positive.") {
            $0.content.serial[0] < 0x80 && $0.content.serial != [0]
        },
        LintRow("serial-length", "§4.1.2.2", "The serial number must have at most 20 octets.") {
            $0.content.serial.count <= 20
        },
        LintRow("serial-entropy", "profile", "The serial number should have at least 64 bits.", severity: .warning) {
            $0.content.serial.count >= 8
        },
        LintRow("signature-algorithm", "§4.1.1.2", "The signature algorithm must be one with SHA-2 or Ed25519.") {
            (try? SignatureAlgorithm(der: $0.content.signatureAlgorithm)) != nil
        },
        LintRow("issuer-present", "§4.1.2.4", "The issuer must have a name.") { !$0.content.issuer.isEmpty },
        LintRow("issuer-is-authority", "§6.1.3", "The issuer must be the CA's subject, byte for byte.") { subject in
            subject.context.issuer.map { $0.content.subject == subject.content.issuer } ?? true
        },
        LintRow("validity-order", "§4.1.2.5", "The certificate would end before it starts. Check the clock.") {
            $0.content.notBefore <= $0.content.notAfter
        },
        LintRow("time-type", "§4.1.2.5", "Times are UTCTime through 2049 and GeneralizedTime after.") {
            $0.content.hasRightTimeTypes
        },
        LintRow("validity-within-authority", "profile", "The certificate must not outlive its CA.") { subject in
            guard let issuer = subject.context.issuer?.content else { return true }
            return issuer.notBefore <= subject.content.notBefore && subject.content.notAfter <= issuer.notAfter
        },
        LintRow("unique-identifiers", "§4.1.2.8", "Unique identifiers must not be used.") {
            !$0.content.hasUniqueIdentifiers
        },
        LintRow(
            "key-strength", "§4.1.2.7",
            "The public key is weak or malformed. Make a new key: P-256, Ed25519, RSA-2048 …"
        ) { $0.context.isStrong($0.content.publicKey) },
    ]
}
