extension ObjectIdentifier {
    // Keys and signatures: RFC 3279, 4055, 5480, 5758, 8017, 8410.
    package static let rsaEncryption = ObjectIdentifier(known: pkcs1 + [1])
    package static let rsassaPSS = ObjectIdentifier(known: pkcs1 + [10])
    package static let mgf1 = ObjectIdentifier(known: pkcs1 + [8])
    package static let sha256WithRSA = ObjectIdentifier(known: pkcs1 + [11])
    package static let sha384WithRSA = ObjectIdentifier(known: pkcs1 + [12])
    package static let sha512WithRSA = ObjectIdentifier(known: pkcs1 + [13])
    package static let ecPublicKey = ObjectIdentifier(known: ansiX962 + [2, 1])
    package static let p256 = ObjectIdentifier(known: ansiX962 + [3, 1, 7])
    package static let p384 = ObjectIdentifier(known: [0x2b, 0x81, 0x04, 0, 34])
    package static let p521 = ObjectIdentifier(known: [0x2b, 0x81, 0x04, 0, 35])
    package static let ecdsaWithSHA256 = ObjectIdentifier(known: ansiX962 + [4, 3, 2])
    package static let ecdsaWithSHA384 = ObjectIdentifier(known: ansiX962 + [4, 3, 3])
    package static let ecdsaWithSHA512 = ObjectIdentifier(known: ansiX962 + [4, 3, 4])
    package static let ed25519 = ObjectIdentifier(known: [0x2b, 0x65, 0x70])
    package static let sha256 = ObjectIdentifier(known: nistHash + [1])
    package static let sha384 = ObjectIdentifier(known: nistHash + [2])
    package static let sha512 = ObjectIdentifier(known: nistHash + [3])

    // Extensions: RFC 5280 §4.2 and §5.2.
    package static let subjectKeyIdentifier = ObjectIdentifier(known: [0x55, 0x1d, 14])
    package static let keyUsage = ObjectIdentifier(known: [0x55, 0x1d, 15])
    package static let subjectAltName = ObjectIdentifier(known: [0x55, 0x1d, 17])
    package static let basicConstraints = ObjectIdentifier(known: [0x55, 0x1d, 19])
    package static let crlNumber = ObjectIdentifier(known: [0x55, 0x1d, 20])
    package static let reasonCode = ObjectIdentifier(known: [0x55, 0x1d, 21])
    package static let certificatePolicies = ObjectIdentifier(known: [0x55, 0x1d, 32])
    package static let authorityKeyIdentifier = ObjectIdentifier(known: [0x55, 0x1d, 35])
    package static let extendedKeyUsage = ObjectIdentifier(known: [0x55, 0x1d, 37])
    /// The PKCS#9 attribute that carries extensions in a PKCS#10.
    package static let extensionRequest = ObjectIdentifier(known: pkcs9 + [14])

    // Intel's Trusted Certificate Service: in a request a quote, the key it is for and its nonce, each base64 text; in a
    // certificate the first alone says that such a quote was verified.
    package static let tcsQuote = ObjectIdentifier(known: tcsExtension + [0x8a, 0x03])
    package static let tcsQuotedKey = ObjectIdentifier(known: tcsExtension + [0x8a, 0x04])
    package static let tcsQuoteNonce = ObjectIdentifier(known: tcsExtension + [0x8c, 0x0b])

    // Extended key usages: RFC 5280 §4.2.1.12 and what older software asked for.
    package static let serverAuth = keyPurpose(1)
    package static let clientAuth = keyPurpose(2)
    package static let codeSigning = keyPurpose(3)
    package static let emailProtection = keyPurpose(4)
    package static let ipsecEndSystem = keyPurpose(5)
    package static let ipsecTunnel = keyPurpose(6)
    package static let ipsecUser = keyPurpose(7)
    package static let timeStamping = keyPurpose(8)
    package static let ocspSigning = keyPurpose(9)
    package static let anyPurpose = ObjectIdentifier(known: [0x55, 0x1d, 37, 0])
    package static let microsoftSGC = ObjectIdentifier(known: [0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 3])
    package static let netscapeSGC = ObjectIdentifier(known: [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1])

    private static func keyPurpose(_ arc: UInt8) -> ObjectIdentifier {
        ObjectIdentifier(known: [0x2b, 6, 1, 5, 5, 7, 3, arc])
    }

    // 1.3.6.1.4.1.54392.5
    private static let tcsExtension: [UInt8] = [0x2b, 6, 1, 4, 1, 0x83, 0xa8, 0x78, 5]
    package static let pkcs9: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9]
    private static let pkcs1: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1]
    private static let ansiX962: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d]
    private static let nistHash: [UInt8] = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2]
}
