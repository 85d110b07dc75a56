public import EnclaveProtocol

/// Why a key operation or a key file was refused. Never holds key material.
public enum KeyError: Error, Hashable, Sendable {
    // Operations
    case schemeMismatch(KeyAlgorithm, SignatureScheme)
    case hashMissing(SignatureScheme)
    case hashUnexpected(SignatureScheme)
    case digestLength(expected: Int, given: Int)
    case digestRefused(KeyAlgorithm)
    case operationMismatch(KeyAlgorithm, KeyOperation)
    case peerKeyInvalid
    case decryptionFailed
    case wrapLength(Int)
    case unwrapFailed
    case envelopeInvalid
    case envelopeVersion(UInt8)
    case inconsistent(KeyAlgorithm)
    case libraryFailure(KeyOperation)
    case notTLS(TLSRefusal)

    // Key material
    case privateKeyInvalid(KeyAlgorithm)
    case publicKeyInvalid
    case rsaModulus(bits: Int)
    case rsaExponent

    // Key files
    case fileTooLarge(limit: Int)
    case fileMalformed(FilePart)
    case pemLabel(String)
    case passphraseMissing
    case passphraseWrong
    case traditionalEncryption
    case encryptionScheme(String)
    case derivationCost
    case explicitCurve
    case algorithmUnsupported(String)

    // Sealed keys and recovery shares
    case formatVersion(FilePart, UInt8)
    case otherInstance
    case otherImportKey
    case sealBroken(FilePart)
    case thresholdInvalid(threshold: Int, shares: Int)
    case sharesMissing(needed: Int, given: Int)
    case shareSetMixed
    case shareRepeated(index: UInt8)
    case shareDamaged
    case shareOfOtherHolder
}

/// An operation of a key, as errors name it.
public enum KeyOperation: String, Sendable, Hashable {
    case generate, sign, verify, agree, decrypt, encrypt, wrap, unwrap, publicKey = "public key"
}

/// A part of a file that a reader refuses.
public enum FilePart: String, Sendable, Hashable {
    case pem = "PEM text"
    case base64 = "base64 text"
    case der = "DER structure"
    case pkcs8 = "PKCS#8 private key"
    case encryptedPKCS8 = "encrypted PKCS#8 private key"
    case sec1 = "SEC 1 private key"
    case pkcs1 = "PKCS#1 private key"
    case importKey = "import key file"
    case sealedKey = "sealed key"
    case share = "recovery share"
    case sealedShare = "sealed recovery share"
    case grant = "domain grant"
}

/// Why an input is not one that a `tls` key signs.
public enum TLSRefusal: String, Sendable, Hashable {
    case unrecognised = "it is no TLS 1.3 CertificateVerify content and no TLS 1.2 handshake input"
    case transcriptLength = "the TLS 1.3 transcript hash is neither 32 nor 48 bytes long"
    case curve = "its ECDHE parameters name a curve or point that TLS 1.2 does not use"
    case structure = "it is a DER structure, such as a certificate to be signed"
    case handshake = "its handshake messages are not in the order of RFC 5246"
    case tooLong = "it is longer than any handshake"
}
