extension Linter {
    /// RFC 5280 §4.2, §4.2.1.1, §4.2.1.2 and §4.2.1.9.
    static let extensionRows: [LintRow] = [
        LintRow("extension-unique", "§4.2", "An extension must not appear twice.") {
            !$0.content.extensions.hasDuplicates
        },
        LintRow("extension-form", "§4.2", "An extension cannot be read.") { $0.isDecodable },
        LintRow("authority-constraints-critical", "§4.2.1.9", "basicConstraints of a CA must be critical.") { subject in
            !subject.isAuthority || subject.isCritical(.basicConstraints) == true
        },
        LintRow("path-length", "§4.2.1.9", "Only a CA that signs certificates may have a path length.") { subject in
            guard subject.basicConstraints?.pathLength != nil else { return true }
            return subject.isAuthority
        },
        LintRow("authority-signs", "§4.2.1.9", "A CA must have keyCertSign.") { subject in
            !subject.isAuthority || subject.keyUsage?.contains(.certificateSigning) ?? false
        },
        LintRow("signing-needs-authority", "§4.2.1.3", "keyCertSign needs CA:TRUE. Leave the usage out.") { subject in
            subject.isAuthority || !(subject.keyUsage?.contains(.certificateSigning) ?? false)
        },
        LintRow("authority-key-identifier", "§4.2.1.1", "authorityKeyIdentifier must name the CA's key.") { subject in
            guard let issuer = subject.context.issuer, subject.isDecodable else {
                return subject.authorityKeyIdentifier != nil || subject.isSelfIssued || !subject.isDecodable
            }
            let expected = (try? issuer.subjectKeyIdentifier()) ?? issuer.content.publicKey.keyIdentifier
            return subject.authorityKeyIdentifier == expected
        },
        LintRow("authority-key-identifier-critical", "§4.2.1.1", "authorityKeyIdentifier must not be critical.") {
            $0.isCritical(.authorityKeyIdentifier) != true
        },
        LintRow("subject-key-identifier", "§4.2.1.2", "A CA must have a subjectKeyIdentifier.") { subject in
            !subject.isAuthority || subject.subjectKeyIdentifier != nil
        },
        LintRow(
            "subject-key-identifier-leaf", "§4.2.1.2", "A subjectKeyIdentifier should be there.", severity: .warning
        ) { subject in
            subject.isAuthority || subject.subjectKeyIdentifier != nil
        },
        LintRow("subject-key-identifier-critical", "§4.2.1.2", "subjectKeyIdentifier must not be critical.") {
            $0.isCritical(.subjectKeyIdentifier) != true
        },
    ]
}
