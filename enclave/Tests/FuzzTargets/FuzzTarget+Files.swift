internal import EnclaveProtocol
internal import EnclaveServer
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
        "subject", seeds: { ["CN=a,O=b\\,c,C=DE", "CN=#0c0161", "OU=\"x\"+CN=y\\+1", ""].map { Array($0.utf8) } },
        run: { bytes in
            guard let name = try? DistinguishedName(rfc4514: String(decoding: bytes, as: UTF8.self)) else { return }
            require((try? DistinguishedName(der: name.der)) == name, "a name that was written reads back")
            require((try? DistinguishedName(rfc4514: name.rfc4514)) == name, "its text means the same name")
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

    /// What a `tls` key is asked to sign.
    package static let tlsInput = FuzzTarget(
        "tls-input", seeds: { tlsInputs },
        run: { bytes in
            guard (try? TLSSignatureInput(bytes)) != nil else { return }
            require(bytes.count <= 1 << 19, "a transcript is not over-long")
            require((try? DistinguishedName(der: bytes)) == nil, "what a TLS key signs is no other structure")
        })

    /// A listener as the command line names it.
    package static let listener = FuzzTarget(
        "listener",
        seeds: {
            ["unix:/run/a.sock,identity=a,uid=7", "tcp:127.0.0.1:7,session=required", "tcp:[::1]:65535", "unix:x"]
                .map { Array($0.utf8) }
        },
        run: { bytes in
            guard let address = try? ListenerAddress.parse(String(decoding: bytes, as: UTF8.self)) else { return }
            require((try? ListenerAddress.parse("\(address)")) == address, "an address reads as it was written")
        })

    private static let tlsInputs: [[UInt8]] = {
        let padding = [UInt8](repeating: 0x20, count: 64)
        let verify = ["server", "client"].map { side in
            padding + Array("TLS 1.3, \(side) CertificateVerify\0".utf8) + [UInt8](repeating: 1, count: 32)
        }
        let randoms = [UInt8](repeating: 2, count: 64)
        let exchanges: [[UInt8]] = [
            randoms + [3, 0, 23, 65, 4] + [UInt8](repeating: 5, count: 64),
            randoms + [3, 0, 29, 32] + [UInt8](repeating: 5, count: 32),
        ]
        return verify + exchanges + [handshake]
    }()

    /// The shortest transcript a client signs: hello, hello, chain, request, done, chain, key exchange.
    private static let handshake: [UInt8] = {
        let hello: [UInt8] = [3, 3] + [UInt8](repeating: 1, count: 32) + [0]
        let chain: [UInt8] = [0, 0, 4, 0, 0, 1, 0x30]
        let messages: [(UInt8, [UInt8])] = [
            (1, hello + [0, 2, 0xc0, 0x2b, 1, 0]), (2, hello + [0xc0, 0x2b, 0]), (11, chain),
            (13, [1, 64, 0, 2, 4, 3, 0, 0]), (14, []), (11, chain), (16, [1, 4]),
        ]
        return messages.flatMap { type, body in [type, 0, 0, UInt8(body.count)] + body }
    }()
}
