internal import EnclaveProtocol

/// A private or secret key sealed offline to one import key of one instance.
///
/// PEM `CASEMATE SEALED KEY` over: format (1 byte) ‖ instance id (16) ‖ import key id (16) ‖ HPKE encapsulated key (65) ‖
/// ciphertext ‖ tag (16). Format 1 holds a PKCS#8, format 2 the 32 bytes of an AES-256 key. HPKE info is
/// "casemate/import/1"; the bytes before the encapsulated key are authenticated with it.
public struct SealedKey: Sendable, Hashable {
    /// The instance it was sealed to, 16 bytes.
    public let instanceID: [UInt8]
    /// The import key it was sealed to, 16 bytes.
    public let keyID: [UInt8]
    private let format: Format
    private let sealed: [UInt8]

    private enum Format: UInt8 {
        case privateKey = 1
        case aes256 = 2
    }

    private static let info = "casemate/import/1"
    private static let label = "CASEMATE SEALED KEY"
    private static let headerLength = 1 + 2 * ImportKeyFile.identifierLength
    /// The largest file taken.
    public static let longestFile = 2 * PrivateKeyReader.longestFile

    /// Seals a key. Runs anywhere, offline.
    /// - Throws: ``KeyError`` when the file's public key cannot be sealed to.
    public init(sealing key: PlainPrivateKey, to file: ImportKeyFile) throws(KeyError) {
        try self.init(.privateKey, key.pkcs8, to: file)
    }

    /// Seals the 32 bytes of an AES-256 key. Runs anywhere, offline.
    /// - Throws: ``KeyError`` when there are not 32, or the file's public key cannot be sealed to.
    public init(sealingAES256 key: [UInt8], to file: ImportKeyFile) throws(KeyError) {
        guard key.count == 32 else { throw .privateKeyInvalid(.aes256) }
        try self.init(.aes256, key, to: file)
    }

    private init(_ format: Format, _ content: [UInt8], to file: ImportKeyFile) throws(KeyError) {
        self.format = format
        instanceID = file.instanceID
        keyID = file.keyID
        sealed = try SealingSuite.seal(
            content, to: file.publicPoint, info: Self.info, header: Self.header(format, file.instanceID, file.keyID))
    }

    /// Reads a sealed key file; it is opened only inside the enclave.
    public init(_ file: [UInt8]) throws(KeyError) {
        let bytes = try PEMBlock.only(Self.label, in: file, limit: Self.longestFile, part: .sealedKey)
        guard let version = bytes.first else { throw .fileMalformed(.sealedKey) }
        guard let format = Format(rawValue: version) else { throw .formatVersion(.sealedKey, version) }
        let shortest = Self.headerLength + SealingSuite.encapsulatedLength + SealingSuite.tagLength
        guard bytes.count > shortest else { throw .fileMalformed(.sealedKey) }
        self.format = format
        instanceID = Array(bytes[1..<17])
        keyID = Array(bytes[17..<33])
        sealed = Array(bytes[Self.headerLength...])
    }

    /// The file as PEM text.
    public var text: String {
        PEMBlock(label: Self.label, bytes: Self.header(format, instanceID, keyID) + sealed).text
    }

    /// Opens the key with the import key it names; the result is validated and tested once.
    package func open(
        with importKey: LiveKey, keyID ownKeyID: [UInt8], instanceID ownInstanceID: [UInt8]
    ) throws(KeyError) -> LiveKey {
        guard instanceID == ownInstanceID else { throw .otherInstance }
        guard keyID == ownKeyID else { throw .otherImportKey }
        let content = try SealingSuite.open(
            sealed[...], with: SealingSuite.scalar(of: importKey), info: Self.info,
            header: Self.header(format, instanceID, keyID), part: .sealedKey)
        return switch format {
        case .privateKey: try LiveKey(pkcs8: content)
        case .aes256: try LiveKey(stored: content, algorithm: .aes256)
        }
    }

    private static func header(_ format: Format, _ instanceID: [UInt8], _ keyID: [UInt8]) -> [UInt8] {
        [format.rawValue] + instanceID + keyID
    }
}
