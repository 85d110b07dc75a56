internal import EnclaveProtocol
internal import SwiftASN1

/// Reads a private key file: PEM or DER; PKCS#8 (RFC 5958), SEC 1 (RFC 5915), PKCS#1 (RFC 8017), encrypted PKCS#8 with
/// PBES2 (RFC 8018); P-256, P-384, P-521, Ed25519, RSA of 2048, 3072 or 4096 bits.
public enum PrivateKeyReader {
    /// The largest file taken; an RSA-4096 key with headers has 4 KiB.
    public static let longestFile = 64 * 1024

    /// Reads the first private key of a file.
    ///
    /// - Parameters:
    ///   - file: the file's bytes, PEM or DER.
    ///   - passphrase: what opens an encrypted key; not looked at when the key is not encrypted.
    /// - Throws: ``KeyError`` naming the part that is wrong and, for old encryption, the command that converts it.
    public static func read(_ file: [UInt8], passphrase: [UInt8]? = nil) throws(KeyError) -> PlainPrivateKey {
        try PlainPrivateKey(material(of: file, passphrase: passphrase))
    }

    static func material(of file: [UInt8], passphrase: [UInt8]?) throws(KeyError) -> any KeyMaterial {
        guard file.count <= longestFile else { throw .fileTooLarge(limit: longestFile) }
        guard PEMBlock.isPEM(file) else { return try der(file, passphrase: passphrase) }
        if file.contains(sequence: Array("Proc-Type: 4,ENCRYPTED".utf8)) { throw .traditionalEncryption }
        let blocks = try PEMBlock.blocks(in: file)
        guard let block = blocks.first(where: { labels[$0.label] != nil }), let part = labels[block.label] else {
            throw .pemLabel(blocks.first?.label ?? "")
        }
        return try read(block.bytes, as: part, passphrase: passphrase)
    }

    private static let labels: [String: FilePart] = [
        "PRIVATE KEY": .pkcs8, "ENCRYPTED PRIVATE KEY": .encryptedPKCS8, "EC PRIVATE KEY": .sec1,
        "RSA PRIVATE KEY": .pkcs1,
    ]

    private static func der(_ file: [UInt8], passphrase: [UInt8]?) throws(KeyError) -> any KeyMaterial {
        try read(file, as: shape(of: file), passphrase: passphrase)
    }

    /// DER has no label; the first nodes of each form differ.
    private static func shape(of file: [UInt8]) throws(KeyError) -> FilePart {
        try reading(.der) {
            try DER.sequence(DER.parse(file), identifier: .sequence) { nodes in
                var shape: [ASN1Identifier] = []
                while let node = nodes.next() { shape.append(node.identifier) }
                return switch Array(shape.prefix(3)) {
                case [.sequence, .octetString]: .encryptedPKCS8
                case [.integer, .sequence, .octetString]: .pkcs8
                case _ where shape.starts(with: [.integer, .octetString]): .sec1
                case [.integer, .integer, .integer]: .pkcs1
                default: throw KeyError.fileMalformed(.der)
                }
            }
        }
    }

    private static func read(
        _ bytes: [UInt8], as part: FilePart, passphrase: [UInt8]?
    ) throws(KeyError) -> any KeyMaterial {
        switch part {
        case .encryptedPKCS8:
            let clear = try EncryptedPKCS8(bytes).decrypt(passphrase: passphrase)
            do { return try read(clear, as: .pkcs8, passphrase: nil) } catch .fileMalformed {
                // One wrong passphrase in 256 leaves padding that looks right.
                throw .passphraseWrong
            }
        case .sec1:
            return try SEC1Key(bytes, curve: nil).material()
        case .pkcs1:
            return try PKCS1Key.material(bytes)
        default:
            return try PKCS8Key.material(bytes)
        }
    }
}

/// Runs a parser whose errors are of any type, and names the part that it could not read.
func reading<Value>(_ part: FilePart, _ body: () throws -> Value) throws(KeyError) -> Value {
    do { return try body() } catch let error as KeyError { throw error } catch { throw .fileMalformed(part) }
}

extension [UInt8] {
    /// Whether another array of bytes is somewhere in this one.
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        guard let first = sequence.first, count >= sequence.count else { return false }
        return (0...(count - sequence.count)).contains {
            self[$0] == first && self[$0..<$0 + sequence.count].elementsEqual(sequence)
        }
    }
}
