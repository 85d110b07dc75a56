extension Linter {
    /// The rules of the profile; they say yes where there is none.
    static let profileRows: [LintRow] = [
        row("profile-lifetime", "The lifetime is longer than the profile allows.") { subject, profile in
            let (length, overflows) = subject.content.notAfter.subtractingReportingOverflow(subject.content.notBefore)
            return !overflows && length <= profile.maximumLifetime + profile.backdate
        },
        row("profile-key", "The profile does not allow this kind of key.") { subject, profile in
            profile.allows(subject.content.publicKey) || subject.content.publicKey.weakness != nil
        },
        row("profile-authority", "No request gets CA:TRUE; make an intermediate CA instead.") { subject, _ in
            !subject.isAuthority
        },
        row("profile-crl-signing", "No request gets cRLSign; leave the usage out.") { subject, _ in
            !(subject.keyUsage?.contains(.crlSigning) ?? false)
        },
        row("profile-extensions", "The certificate has an extension that profiles do not give.") { subject, _ in
            subject.content.extensions.allSatisfy { item in
                givenExtensions.contains(item.identifier) || item == .verifiedQuote
            }
        },
        row("profile-constraints", "basicConstraints must be there.") { subject, _ in
            subject.content.extensions.first(.basicConstraints) != nil
        },
        row("profile-key-usages", "A key usage is not in the profile.") { subject, profile in
            guard let usage = subject.keyUsage else { return true }
            return profile.grantableBits.union([.certificateSigning, .crlSigning]).isSuperset(of: usage)
        },
        row("profile-extended-usages", "An extended usage is not in the profile.") { subject, profile in
            guard let purposes = subject.purposes else { return true }
            return purposes.allSatisfy(profile.canGrant)
        },
        row("profile-forced-usages", "A usage that the profile forces is missing.") { subject, profile in
            profile.forcedUsages.compactMap(\.purpose).allSatisfy { (subject.purposes ?? []).contains($0) }
        },
        row("profile-name-required", "The profile wants an alternative name. Add one to the request.") {
            subject, profile in
            !profile.requiresName || subject.names != nil || subject.content.subject.isEmpty
        },
        row("profile-name-count", "There are more alternative names than the profile allows.") { subject, profile in
            (subject.names?.count ?? 0) <= profile.maximumNames
        },
        row("profile-name-kinds", "Only dNSName, rfc822Name, URI and iPAddress are issued.") { subject, _ in
            (subject.names ?? []).allSatisfy { givenKinds.contains($0.kind) }
        },
        row("profile-names", "An alternative name matches none of the profile's patterns.") { subject, profile in
            (subject.names ?? []).allSatisfy { !givenKinds.contains($0.kind) || profile.allows($0) }
        },
        row("profile-subject-empty", "The profile wants an empty subject.") { subject, profile in
            profile.subject != .empty || subject.content.subject.isEmpty
        },
        row("profile-common-name", "The CN must be one of the alternative names, or absent.") { subject, profile in
            guard profile.subject == .commonNameIsAlternativeName, let names = subject.names else { return true }
            let known = names.map { $0.kind == .ip ? Array(IPAddress.format($0.value).utf8) : $0.value }
            return subject.everyAttribute { attribute, _ in
                attribute.type != AttributeType.commonName || known.contains(attribute.value)
            }
        },
    ]

    private static let givenKinds: Set<GeneralName.Kind> = [.dns, .email, .uri, .ip]
    private static let givenExtensions: Set<ObjectIdentifier> = [
        .keyUsage, .extendedKeyUsage, .basicConstraints, .subjectKeyIdentifier, .authorityKeyIdentifier,
        .subjectAltName,
    ]

    private static func row(
        _ id: String, _ message: String, accepts: @escaping @Sendable (LintSubject, CertificateProfile) -> Bool
    ) -> LintRow {
        LintRow(id, "profile", message) { subject in
            subject.context.profile.map { accepts(subject, $0) } ?? true
        }
    }
}

extension CertificateProfile {
    fileprivate var grantableBits: KeyUsage {
        var bits: KeyUsage = []
        for usage in allowedUsages { bits.formUnion(usage.keyUsage ?? []) }
        for usage in forcedUsages { bits.formUnion(usage.keyUsage ?? []) }
        for usage in defaultUsages { bits.formUnion(usage.keyUsage ?? []) }
        return bits
    }

    fileprivate func canGrant(_ purpose: ObjectIdentifier) -> Bool {
        allowedUsages.contains { $0.purpose == purpose } || forcedUsages.contains { $0.purpose == purpose }
            || defaultUsages.contains { $0.purpose == purpose }
    }
}
