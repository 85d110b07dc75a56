/// What the audit says of one operation. Holds no secret.
package struct AuditEntry: Sendable, Hashable {
    /// Milliseconds since 1970; the journal raises it to the newest record's time when it is behind.
    package var time: Int64
    /// The caller's identity.
    package var identity: String?
    package var tenant: String?
    package var operation: String
    /// Key id, lower-case hex.
    package var key: String?
    /// The key's name, or another name the operation is about.
    package var name: String?
    /// `ok` or an error code.
    package var outcome: String
    /// How many uses a counted entry stands for.
    package var count: UInt64?
    package var certificate: AuditCertificate?
    package var detail: String?
    /// The segment an entry of the journal itself is about.
    package var segment: UInt64?
    package var checkpoint: AuditCheckpoint?
    /// The shared change of the domain that this entry records.
    package var change: AuditChange?

    package init(
        time: Int64, operation: String, identity: String? = nil, tenant: String? = nil, key: String? = nil,
        name: String? = nil, outcome: String = "ok", count: UInt64? = nil, certificate: AuditCertificate? = nil,
        detail: String? = nil, segment: UInt64? = nil
    ) {
        self.time = time
        self.identity = identity
        self.tenant = tenant
        self.operation = operation
        self.key = key
        self.name = name
        self.outcome = outcome
        self.count = count
        self.certificate = certificate
        self.detail = detail
        self.segment = segment
    }
}

/// What the audit says of a certificate that was issued.
package struct AuditCertificate: Sendable, Hashable {
    /// Lower-case hex.
    package var serial: String
    /// RFC 4514.
    package var subject: String
    /// Subject alternative names, each with its kind (`dns:`, `ip:`, `uri:`, `email:`).
    package var names: [String]
    /// Milliseconds since 1970.
    package var notBefore: Int64
    /// Milliseconds since 1970.
    package var notAfter: Int64
    /// Who asked, as the door knows it.
    package var requester: String?
    /// SHA-256 of the certificate, lower-case hex.
    package var fingerprint: String
    /// Name of the CA.
    package var issuer: String

    package init(
        serial: String, subject: String, names: [String], notBefore: Int64, notAfter: Int64, requester: String?,
        fingerprint: String, issuer: String
    ) {
        self.serial = serial
        self.subject = subject
        self.names = names
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.requester = requester
        self.fingerprint = fingerprint
        self.issuer = issuer
    }
}

/// A signature of the identity key over the chain before its own entry.
package struct AuditCheckpoint: Sendable, Hashable {
    package var chain: Hash256
    package var signature: [UInt8]
    package var algorithm: CheckpointAlgorithm
    package var publicKey: [UInt8]
    /// The enclave runs in development mode.
    package var development: Bool
}

/// What the audit says of a shared change: the same in the audit of every member that has it.
package struct AuditChange: Sendable, Hashable {
    /// `TERM.INDEX`.
    package var number: String
    /// The member that made it.
    package var lead: String
    /// A keyed digest of number and values, lower-case hex: equal exactly where the change is.
    package var digest: String

    package init(number: String, lead: String, digest: String) {
        self.number = number
        self.lead = lead
        self.digest = digest
    }
}
