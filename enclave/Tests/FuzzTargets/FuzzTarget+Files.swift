internal import EnclaveProtocol
internal import Journal
internal import KeyOperations
internal import X509Core

/// Files and messages that people and other programs hand in.
extension FuzzTarget {
    /// PKCS#10, DER or PEM, and the checks that issuance makes of it.
    package static let certificateRequest = FuzzTarget("csr") { bytes in
        _ = try? UnverifiedCSR(bytes)
    }

    /// A certificate, and what is read from its extensions.
    package static let certificate = FuzzTarget("certificate") { bytes in
        guard let certificate = try? Certificate(bytes) else { return }
        _ = try? certificate.subjectKeyIdentifier()
        _ = try? certificate.authorityKeyIdentifier()
        require((try? Certificate(certificate.der))?.der == certificate.der, "a certificate keeps its bytes")
    }

    /// A revocation list.
    package static let revocationList = FuzzTarget("crl") { bytes in
        guard let list = try? CertificateRevocationList(bytes) else { return }
        _ = try? list.number()
    }

    /// A subject as people write it.
    package static let subject = FuzzTarget(
        "subject", seeds: { ["CN=a,O=b\\,c,C=DE", "CN=#0c0161", "OU=\"x\"+CN=y", ""].map { Array($0.utf8) } },
        run: { bytes in
            guard let name = try? DistinguishedName(rfc4514: String(decoding: bytes, as: UTF8.self)) else { return }
            require((try? DistinguishedName(der: name.der)) == name, "a name that was written reads back")
        })

    /// A certificate profile.
    package static let profile = FuzzTarget(
        "profile",
        seeds: {
            ["mesh-workload", "server", "client", "as-requested"].compactMap {
                CertificateProfile.builtIn(named: $0)?.encoded
            }
        },
        run: { bytes in _ = try? CertificateProfile(decoding: bytes) })

    /// A private key file, with a passphrase for those that are encrypted.
    package static let keyFile = FuzzTarget("key-file") { bytes in
        _ = try? PrivateKeyReader.read(bytes, passphrase: Array("casemate".utf8))
        _ = try? PublicKeyReader.read(bytes)
    }

    /// Files sealed to an enclave or to a holder, and the import key file they are sealed with.
    package static let sealedFile = FuzzTarget("sealed-file") { bytes in
        _ = try? SealedKey(bytes)
        _ = try? SealedShare(bytes)
        _ = try? ImportKeyFile(bytes)
        _ = try? RecoveryShare(bytes: bytes)
    }

    /// An audit export, in pieces of every size.
    package static let audit = FuzzTarget("audit") { bytes in
        var whole = AuditVerifier()
        whole.consume(bytes)
        var pieces = AuditVerifier()
        for byte in bytes { pieces.consume(CollectionOfOne(byte)) }
        require(whole.finish().entries == pieces.finish().entries, "pieces read as the whole")
        for line in bytes.split(separator: UInt8(ascii: "\n")) { _ = AuditLine(Array(line)) }
    }
}
