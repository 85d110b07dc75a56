/// The usages a certificate gets.
struct GrantedUsages {
    private(set) var keyUsage: KeyUsage = []
    private(set) var purposes: [ObjectIdentifier] = []

    /// What was asked (or the default), plus what the profile forces. Key usage bits that this kind of key cannot have
    /// are left out, because Istio asks for key encipherment with elliptic curves; if none is left that is an error.
    init(asked: [CertificateUsage], profile: CertificateProfile, key: SubjectPublicKey.Kind) throws(X509Error) {
        for usage in asked {
            guard usage != .certificateSigning, usage != .crlSigning else {
                throw .usage("'\(usage.rawValue)' belongs to CA certificates; leave it out, or make a CA.")
            }
            guard profile.allowedUsages.contains(usage) else {
                throw .usage("Profile \(profile.name) does not allow '\(usage.rawValue)'; use another profile.")
            }
        }
        let wanted = (asked.isEmpty ? profile.defaultUsages : asked) + profile.forcedUsages
        var bits: KeyUsage = []
        for usage in wanted {
            if let bit = usage.keyUsage { bits.insert(bit) }
            if let purpose = usage.purpose, !purposes.contains(purpose) { purposes.append(purpose) }
        }
        keyUsage = bits.intersection(KeyUsage.possible(for: key))
        guard bits.isEmpty || !keyUsage.isEmpty else {
            throw .usage("This kind of key can have none of the usages asked for; ask for 'digital signature'.")
        }
    }
}
