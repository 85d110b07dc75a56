internal import EnclaveProtocol

extension KeyError {
    /// A fixed lower-case code for scripts.
    public var code: String {
        switch self {
        case .schemeMismatch, .hashMissing, .hashUnexpected, .operationMismatch: "algorithm-mismatch"
        case .digestLength, .digestRefused: "digest-refused"
        case .peerKeyInvalid, .publicKeyInvalid: "public-key-invalid"
        case .decryptionFailed, .unwrapFailed, .envelopeInvalid, .envelopeVersion: "decryption-failed"
        case .wrapLength: "length-refused"
        case .inconsistent, .libraryFailure: "operation-failed"
        case .notTLS: "not-tls"
        case .privateKeyInvalid, .rsaModulus, .rsaExponent: "private-key-invalid"
        case .fileTooLarge, .fileMalformed, .pemLabel, .explicitCurve, .algorithmUnsupported: "key-file-refused"
        case .passphraseMissing, .passphraseWrong: "passphrase"
        case .traditionalEncryption, .encryptionScheme, .derivationCost: "encryption-refused"
        case .formatVersion: "format-version"
        case .otherInstance, .otherImportKey: "other-import-key"
        case .sealBroken: "seal-broken"
        case .thresholdInvalid: "threshold-invalid"
        case .sharesMissing, .shareSetMixed, .shareRepeated, .shareDamaged, .shareOfOtherHolder: "share-refused"
        }
    }

    /// What is wrong and what to do next; no key material.
    public var message: String {
        operationMessage ?? materialMessage ?? fileMessage ?? sealMessage
    }

    private var operationMessage: String? {
        switch self {
        case .schemeMismatch(let algorithm, let scheme):
            "a \(algorithm.name) key does not sign with \(scheme.name); leave the scheme out to use the key's own"
        case .hashMissing(let scheme): "\(scheme.name) needs a hash; name sha256, sha384 or sha512"
        case .hashUnexpected(let scheme): "\(scheme.name) hashes by itself; leave the hash out"
        case .digestLength(let expected, let given): "the digest has \(given) bytes where its hash has \(expected)"
        case .digestRefused(let algorithm):
            "a \(algorithm.name) key signs whole messages; send the message, not a digest"
        case .operationMismatch(let algorithm, let operation):
            "a \(algorithm.name) key cannot \(operation.rawValue); choose a key of another algorithm"
        case .peerKeyInvalid: "the peer's public key is no point of this key's curve"
        case .decryptionFailed: "the ciphertext does not decrypt under this key with these parameters"
        case .wrapLength(let length):
            "a payload of \(length) bytes cannot be wrapped; AES-KW takes multiples of 8 from 16, AES-KWP 1 and up"
        case .unwrapFailed: "the wrapped key does not open under this key; it is damaged or wrapped by another"
        case .envelopeInvalid: "the message does not open; it is damaged, or its key or additional data are others"
        case .envelopeVersion(let version):
            "the message has format version \(version), which this release does not know; upgrade"
        case .inconsistent(let algorithm):
            "a new \(algorithm.name) key failed its own test signature and was dropped; try again"
        case .libraryFailure(let operation): "the cryptographic library could not \(operation.rawValue); try again"
        case .notTLS(let refusal): "a `tls` key signs TLS handshakes only: \(refusal.rawValue)"
        default: nil
        }
    }

    private var materialMessage: String? {
        switch self {
        case .privateKeyInvalid(let algorithm):
            "the file is no valid \(algorithm.name) private key: its numbers are out of range or do not fit each other"
        case .publicKeyInvalid: "the public key is no valid SubjectPublicKeyInfo of a known algorithm"
        case .rsaModulus(let bits): "the RSA modulus has \(bits) bits; only 2048, 3072 and 4096 are taken"
        case .rsaExponent: "the RSA public exponent must be odd and 65537 or more; make a new key"
        default: nil
        }
    }

    private var fileMessage: String? {
        switch self {
        case .fileTooLarge(let limit): "the file is larger than \(limit) bytes, so it is no private key"
        case .fileMalformed(let part):
            "the \(part.rawValue) is malformed; export the key again with `openssl pkcs8 -topk8`"
        case .pemLabel(let label): "a PEM block \"\(label)\" is no private key; give PKCS#8, SEC 1 or PKCS#1"
        case .passphraseMissing: "the key is encrypted; give its passphrase"
        case .passphraseWrong: "the passphrase does not open the key"
        case .traditionalEncryption:
            "the key is encrypted in the old OpenSSL way (Proc-Type: 4,ENCRYPTED), whose key derivation is one MD5; "
                + "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out NEW.pem"
        case .encryptionScheme(let name):
            "the key is encrypted with \(name), which is weak or unknown; convert it: "
                + "openssl pkcs8 -in OLD.pem -out CLEAR.pem, then openssl pkcs8 -topk8 -v2 aes-256-cbc -in CLEAR.pem"
        case .derivationCost:
            "the passphrase derivation asks for more work or memory than is allowed; encrypt the key again"
        case .explicitCurve:
            "the curve is given by its numbers, not its name; convert: openssl ec -param_enc named_curve"
        case .algorithmUnsupported(let name):
            "\(name) is no algorithm of this release; use P-256, P-384, P-521, Ed25519 or RSA"
        default: nil
        }
    }

    private var sealMessage: String {
        switch self {
        case .formatVersion(let part, let version):
            "the \(part.rawValue) has format version \(version); upgrade to read it"
        case .otherInstance: "the key was sealed to another instance; seal it to this one's import key file"
        case .otherImportKey:
            "the key was sealed to an import key that is gone; fetch the import key file and seal again"
        case .sealBroken(let part): "the \(part.rawValue) does not open; it is damaged or meant for another key"
        case .thresholdInvalid(let threshold, let shares):
            "\(threshold) of \(shares) is no threshold; it needs 1 ≤ threshold ≤ shares ≤ 255"
        case .sharesMissing(let needed, let given): "\(given) of the \(needed) shares needed are here; submit more"
        case .shareSetMixed: "the shares come from different sets; submit shares of one set only"
        case .shareRepeated(let index): "share \(index) is here twice; submit a different one"
        case .shareDamaged: "a share is damaged: what the shares give is not the key they were made of"
        case .shareOfOtherHolder: "the share was sealed to another holder's key; use that holder's private key"
        default: "the operation was refused"
        }
    }
}

extension KeyError: CustomStringConvertible {
    /// The code and the message.
    public var description: String { "\(code): \(message)" }
}
