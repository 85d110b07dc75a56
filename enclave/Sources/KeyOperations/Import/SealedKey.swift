/// A private key sealed offline to one import key of one instance.
///
/// PEM `CASEMATE SEALED KEY` over: version 1 (1 byte) ‖ instance id (16) ‖ import key id (16) ‖ HPKE encapsulated key (65) ‖
/// ciphertext of the PKCS#8 ‖ tag (16). HPKE info is "casemate/import/1"; the bytes before the encapsulated key are
/// authenticated with it.
public struct SealedKey: Sendable, Hashable {
    /// The instance it was sealed to, 16 bytes.
    public let instanceID: [UInt8]
    /// The import key it was sealed to, 16 bytes.
    public let keyID: [UInt8]
    private let sealed: [UInt8]

    private static let formatVersion: UInt8 = 1
    private static let info = "casemate/import/1"
    private static let label = "CASEMATE SEALED KEY"
    private static let headerLength = 1 + 2 * ImportKeyFile.identifierLength
    /// The largest file taken.
    public static let longestFile = 2 * PrivateKeyReader.longestFile

    /// Seals a key. Runs anywhere, offline.
    /// - Throws: ``KeyError`` when the file's public key cannot be sealed to.
    public init(sealing key: PlainPrivateKey, to file: ImportKeyFile) throws(KeyError) {
        instanceID = file.instanceID
        keyID = file.keyID
        sealed = try SealingSuite.seal(
            key.pkcs8, to: file.publicPoint, info: Self.info, header: Self.header(file.instanceID, file.keyID))
    }

    /// Reads a sealed key file; it is opened only inside the enclave.
    public init(_ file: [UInt8]) throws(KeyError) {
        let bytes = try PEMBlock.only(Self.label, in: file, limit: Self.longestFile, part: .sealedKey)
        guard let version = bytes.first else { throw .fileMalformed(.sealedKey) }
        guard version == Self.formatVersion else { throw .formatVersion(.sealedKey, version) }
        let shortest = Self.headerLength + SealingSuite.encapsulatedLength + SealingSuite.tagLength
        guard bytes.count > shortest else { throw .fileMalformed(.sealedKey) }
        instanceID = Array(bytes[1..<17])
        keyID = Array(bytes[17..<33])
        sealed = Array(bytes[Self.headerLength...])
    }

    /// The file as PEM text.
    public var text: String {
        PEMBlock(label: Self.label, bytes: Self.header(instanceID, keyID) + sealed).text
    }

    /// Opens the key with the import key it names; the result is validated and tested once.
    package func open(
        with importKey: LiveKey, keyID ownKeyID: [UInt8], instanceID ownInstanceID: [UInt8]
    ) throws(KeyError) -> LiveKey {
        guard instanceID == ownInstanceID else { throw .otherInstance }
        guard keyID == ownKeyID else { throw .otherImportKey }
        let pkcs8 = try SealingSuite.open(
            sealed[...], with: SealingSuite.scalar(of: importKey), info: Self.info,
            header: Self.header(instanceID, keyID), part: .sealedKey)
        return try LiveKey(pkcs8: pkcs8)
    }

    private static func header(_ instanceID: [UInt8], _ keyID: [UInt8]) -> [UInt8] {
        [formatVersion] + instanceID + keyID
    }
}
