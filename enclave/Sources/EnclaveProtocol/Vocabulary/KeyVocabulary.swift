/// An algorithm a key is made for; fixed at birth. Raw values are the wire and journal form.
public enum KeyAlgorithm: UInt8, Sendable, CaseIterable, Hashable {
    case p256 = 1
    case p384 = 2
    case p521 = 3
    case ed25519 = 4
    case rsa2048 = 5
    case rsa3072 = 6
    case rsa4096 = 7
    case aes256 = 8
}

/// What a key may be used for; fixed at birth, everything else is refused.
public enum KeyPurpose: UInt8, Sendable, CaseIterable, Hashable {
    /// Certificates, CRLs and its own PKCS#10, all built inside; never a raw signature.
    case issue = 1
    /// Messages and digests.
    case sign = 2
    /// TLS 1.3 CertificateVerify and TLS 1.2 handshake inputs, recognised before hashing; digests are refused.
    case tls = 3
    /// Envelope encryption.
    case wrap = 4
    /// RSA-OAEP or ECDH whose result only ever becomes a sealed key record.
    case receive = 5
    /// Attested export.
    case release = 6
    /// One an enclave: checkpoints and sessions.
    case identity = 7
}

/// A signature scheme, as PKCS#11 and RFC 8017 name them.
public enum SignatureScheme: UInt8, Sendable, CaseIterable, Hashable {
    case ecdsa = 1
    case eddsa = 2
    /// RSASSA-PKCS1-v1_5.
    case pkcs1 = 3
    /// RSASSA-PSS, MGF1 with the same hash, salt as long as the digest.
    case pss = 4
}

/// The hash of a signature.
public enum HashAlgorithm: UInt8, Sendable, CaseIterable, Hashable {
    case sha256 = 1
    case sha384 = 2
    case sha512 = 3

    /// Length of a digest in bytes.
    public var digestLength: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}

/// Where a key's bytes came from; marked for ever.
public enum KeyOrigin: UInt8, Sendable, CaseIterable, Hashable {
    case generated = 1
    case importedSealed = 2
    case importedClear = 3
}

/// Whether a key may leave, fixed at birth.
public enum KeyExport: UInt8, Sendable, CaseIterable, Hashable {
    case never = 0
    case attested = 1
}

/// Where a key's record is held.
public enum KeyReplication: UInt8, Sendable, CaseIterable, Hashable {
    case domain = 1
    case thisEnclave = 2
}

/// How uses of a key are written to the audit.
public enum KeyAudit: UInt8, Sendable, CaseIterable, Hashable {
    /// One entry a second for each (identity, key, outcome), with a count.
    case counted = 0
    /// One entry a use.
    case each = 1
}

/// A key's life. Retired keys verify, decrypt and are listed but make nothing new; destroyed keys keep only their record.
public enum KeyState: UInt8, Sendable, CaseIterable, Hashable {
    case active = 1
    case retired = 2
    case destroyed = 3
}
