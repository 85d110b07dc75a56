extension Linter {
    /// RFC 5280 §4.2.1.6. Each fault of a domain name has its own row; URIs share them for their host.
    static let nameRows: [LintRow] = [
        LintRow("names-present", "§4.2.1.6", "subjectAltName must have a name.") { $0.names != [] },
        LintRow("names-critical", "§4.2.1.6", "subjectAltName must be critical exactly when there is no subject.") {
            $0.isCritical(.subjectAltName).map { [isEmpty = $0.content.subject.isEmpty] in $0 == isEmpty } ?? true
        },
        LintRow("names-unique", "§4.2.1.6", "An alternative name must not appear twice.") { subject in
            guard let names = subject.names, names.count > 1 else { return true }
            return Set(names).count == names.count
        },
        LintRow("dns-empty", "§4.2.1.6", "A dNSName must not be empty or \" \".") { $0.hasNoName(with: .empty) },
        LintRow(
            "dns-syntax", "§4.2.1.6",
            "A domain name must be letters, digits, hyphens and dots (IDN as xn--), labels of 63, a letter at its end."
        ) { $0.hasNoName(with: .label) },
        LintRow("dns-length", "RFC 1035 §2.3.4", "A domain name must have at most 253 characters.") {
            $0.hasNoName(with: .tooLong)
        },
        LintRow("dns-address", "§4.2.1.6", "An IP address must be an iPAddress, not a dNSName.") {
            $0.hasNoName(with: .address)
        },
        LintRow("dns-wildcard", "§4.2.1.6", "Wildcard names need a profile that allows them.") { subject in
            subject.context.profile?.allowsWildcards ?? false || subject.hasNoName(with: .wildcard)
        },
        LintRow("dns-single-label", "§4.2.1.6", "Names without a dot need a profile that allows them.") { subject in
            subject.context.profile?.allowsSingleLabels ?? false || subject.hasNoName(with: .singleLabel)
        },
        LintRow("uri-syntax", "§4.2.1.6", "A URI must be scheme://host[:port][/path][?query], in ASCII.") {
            $0.hasOnlyURIs
        },
        LintRow("email-syntax", "§4.2.1.6", "An rfc822Name must be a mailbox, local@domain.tld, in ASCII.") { subject in
            subject.everyName(.email) { Mailbox.isValid($0.value) }
        },
        LintRow("ip-length", "§4.2.1.6", "An iPAddress has 4 or 16 octets.") { subject in
            subject.everyName(.ip) { $0.value.count == 4 || $0.value.count == 16 }
        },
    ]
}
