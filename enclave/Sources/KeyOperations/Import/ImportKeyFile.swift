internal import Crypto

/// The file that `casemate key seal --to` names: where a key may be sealed to.
///
/// PEM `CASEMATE IMPORT KEY` over: version 1 (1 byte) ‖ instance id (16) ‖ import key id (16) ‖ P-256 point (65,
/// uncompressed). The file carries no proof of where it comes from: compare it with the enclave's evidence.
public struct ImportKeyFile: Sendable, Hashable {
    /// The enclave instance, 16 bytes.
    public let instanceID: [UInt8]
    /// The `receive` key of that instance, 16 bytes.
    public let keyID: [UInt8]
    /// Its public point, uncompressed, 65 bytes, on the curve.
    public let publicPoint: [UInt8]

    static let formatVersion: UInt8 = 1
    static let identifierLength = 16
    private static let label = "CASEMATE IMPORT KEY"
    private static let longestFile = 4096

    /// The file for an import key, whose public half is given as DER SubjectPublicKeyInfo.
    package init(instanceID: [UInt8], keyID: [UInt8], publicKeySPKI: [UInt8]) throws(KeyError) {
        guard instanceID.count == Self.identifierLength, keyID.count == Self.identifierLength else {
            throw .fileMalformed(.importKey)
        }
        self.instanceID = instanceID
        self.keyID = keyID
        publicPoint = try SealingSuite.point(ofSPKI: publicKeySPKI)
    }

    /// Reads the file's text.
    /// - Throws: ``KeyError`` when it is no import key file, is of a newer version, or its point is not on the curve.
    public init(_ file: [UInt8]) throws(KeyError) {
        let bytes = try PEMBlock.only(Self.label, in: file, limit: Self.longestFile, part: .importKey)
        guard let version = bytes.first else { throw .fileMalformed(.importKey) }
        guard version == Self.formatVersion else { throw .formatVersion(.importKey, version) }
        guard bytes.count == 1 + 2 * Self.identifierLength + SealingSuite.encapsulatedLength else {
            throw .fileMalformed(.importKey)
        }
        instanceID = Array(bytes[1..<17])
        keyID = Array(bytes[17..<33])
        publicPoint = Array(bytes[33...])
        guard (try? P256.KeyAgreement.PublicKey(x963Representation: publicPoint)) != nil else {
            throw .publicKeyInvalid
        }
    }

    /// The file as PEM text.
    public var text: String {
        PEMBlock(label: Self.label, bytes: [Self.formatVersion] + instanceID + keyID + publicPoint).text
    }
}
