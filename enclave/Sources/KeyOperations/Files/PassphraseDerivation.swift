internal import Crypto
internal import CryptoExtras
internal import EnclaveProtocol
internal import FoundationEssentials
internal import SwiftASN1

/// A key derivation of PBES2 with its cost bounded, so that a file cannot ask for hours or for gigabytes.
struct PassphraseDerivation {
    private enum Function {
        case pbkdf2(KDF.Insecure.PBKDF2.HashFunction, rounds: Int)
        case scrypt(cost: Int, blockSize: Int, parallelism: Int)
    }

    private static let mostRounds = 10_000_000
    private static let mostScryptMemory = 64 << 20
    private static let mostParallelism = 16
    private static let longestSalt = 1024

    private let function: Function
    private let salt: [UInt8]
    /// The derived key's length when the file states it.
    let statedLength: Int?

    init(_ nodes: inout ASN1NodeCollection.Iterator) throws {
        let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
        guard identifier == .pbkdf2 || identifier == .scrypt else {
            throw KeyError.encryptionScheme("key derivation " + identifier.refusalName)
        }
        (function, salt, statedLength) = try DER.sequence(nodes.required(), identifier: .sequence) {
            identifier == .pbkdf2 ? try Self.pbkdf2(&$0) : try Self.scrypt(&$0)
        }
        guard salt.count <= Self.longestSalt else { throw KeyError.derivationCost }
    }

    func key(from passphrase: [UInt8], length: Int) throws(KeyError) -> SymmetricKey {
        do {
            return switch function {
            case .pbkdf2(let hash, let rounds):
                try KDF.Insecure.PBKDF2.deriveKey(
                    from: passphrase, salt: salt, using: hash, outputByteCount: length, unsafeUncheckedRounds: rounds)
            case .scrypt(let cost, let blockSize, let parallelism):
                try KDF.Scrypt.deriveKey(
                    from: passphrase, salt: salt, outputByteCount: length, rounds: cost, blockSize: blockSize,
                    parallelism: parallelism, maxMemory: Self.mostScryptMemory)
            }
        } catch {
            throw .passphraseWrong
        }
    }

    /// PBKDF2-params (RFC 8018 §A.2).
    private static func pbkdf2(_ nodes: inout ASN1NodeCollection.Iterator) throws -> (Function, [UInt8], Int?) {
        let salt = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
        let rounds = try Int(derEncoded: &nodes)
        guard (1...mostRounds).contains(rounds) else { throw KeyError.derivationCost }
        var next = nodes.next()
        var length: Int?
        if let node = next, node.identifier == .integer {
            length = try Int(derEncoded: node)
            next = nodes.next()
        }
        return (.pbkdf2(try next.map(hash) ?? .insecureSHA1, rounds: rounds), salt, length)
    }

    private static func hash(_ node: ASN1Node) throws -> KDF.Insecure.PBKDF2.HashFunction {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
            _ = try nodes.next().map { try ASN1Null(derEncoded: $0) }
            switch identifier {
            case .hmacSHA1: return .insecureSHA1
            case .hmacSHA256: return .sha256
            case .hmacSHA384: return .sha384
            case .hmacSHA512: return .sha512
            default: throw KeyError.encryptionScheme(identifier.refusalName)
            }
        }
    }

    /// scrypt-params (RFC 7914 §7).
    private static func scrypt(_ nodes: inout ASN1NodeCollection.Iterator) throws -> (Function, [UInt8], Int?) {
        let salt = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
        let cost = try Int(derEncoded: &nodes)
        let blockSize = try Int(derEncoded: &nodes)
        let parallelism = try Int(derEncoded: &nodes)
        let length = try nodes.next().map { try Int(derEncoded: $0) }
        let memory = cost.multipliedReportingOverflow(by: 128).partialValue.multipliedReportingOverflow(by: blockSize)
        guard (2...mostScryptMemory).contains(cost), cost & (cost - 1) == 0, (1...1024).contains(blockSize),
            (1...mostParallelism).contains(parallelism), !memory.overflow, memory.partialValue <= mostScryptMemory
        else { throw KeyError.derivationCost }
        return (.scrypt(cost: cost, blockSize: blockSize, parallelism: parallelism), salt, length)
    }
}
