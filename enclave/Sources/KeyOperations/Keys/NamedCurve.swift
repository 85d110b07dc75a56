internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials

/// A NIST curve of swift-crypto. The library's three curves have the same shape but share no public protocol; these do.
protocol NamedCurve {
    associatedtype SigningKey: CurveSigningKey
    associatedtype AgreementKey: CurveAgreementKey

    static var algorithm: KeyAlgorithm { get }
    /// Bytes of a scalar and of a coordinate.
    static var coordinateLength: Int { get }
    /// The hash of the curve's own strength.
    static var naturalHash: HashAlgorithm { get }
}

protocol CurveSigningKey: Sendable {
    associatedtype PublicKey: CurvePublicKey
    init(compactRepresentable: Bool)
    init<Bytes: ContiguousBytes>(rawRepresentation: Bytes) throws
    var rawRepresentation: Data { get }
    var derRepresentation: Data { get }
    var publicKey: PublicKey { get }
    func signature<D: Digest>(for digest: D) throws -> PublicKey.Signature
}

protocol CurvePublicKey: Sendable {
    associatedtype Signature: CurveSignature
    init<Bytes: RandomAccessCollection>(derRepresentation: Bytes) throws where Bytes.Element == UInt8
    var derRepresentation: Data { get }
    var x963Representation: Data { get }
    func isValidSignature<D: Digest>(_ signature: Signature, for digest: D) -> Bool
}

protocol CurveSignature {
    init<Bytes: DataProtocol>(derRepresentation: Bytes) throws
    var rawRepresentation: Data { get }
    var derRepresentation: Data { get }
}

protocol CurveAgreementKey {
    associatedtype PublicKey: CurveAgreementPublicKey
    init<Bytes: ContiguousBytes>(rawRepresentation: Bytes) throws
    func sharedSecretFromKeyAgreement(with publicKeyShare: PublicKey) throws -> SharedSecret
}

protocol CurveAgreementPublicKey {
    init<Bytes: RandomAccessCollection>(derRepresentation: Bytes) throws where Bytes.Element == UInt8
}

extension P256.Signing.PrivateKey: CurveSigningKey {}
extension P384.Signing.PrivateKey: CurveSigningKey {}
extension P521.Signing.PrivateKey: CurveSigningKey {}
extension P256.Signing.PublicKey: CurvePublicKey {}
extension P384.Signing.PublicKey: CurvePublicKey {}
extension P521.Signing.PublicKey: CurvePublicKey {}
extension P256.Signing.ECDSASignature: CurveSignature {}
extension P384.Signing.ECDSASignature: CurveSignature {}
extension P521.Signing.ECDSASignature: CurveSignature {}
extension P256.KeyAgreement.PrivateKey: CurveAgreementKey {}
extension P384.KeyAgreement.PrivateKey: CurveAgreementKey {}
extension P521.KeyAgreement.PrivateKey: CurveAgreementKey {}
extension P256.KeyAgreement.PublicKey: CurveAgreementPublicKey {}
extension P384.KeyAgreement.PublicKey: CurveAgreementPublicKey {}
extension P521.KeyAgreement.PublicKey: CurveAgreementPublicKey {}

extension P256: NamedCurve {
    typealias SigningKey = P256.Signing.PrivateKey
    typealias AgreementKey = P256.KeyAgreement.PrivateKey
    static var algorithm: KeyAlgorithm { .p256 }
    static var coordinateLength: Int { 32 }
    static var naturalHash: HashAlgorithm { .sha256 }
}

extension P384: NamedCurve {
    typealias SigningKey = P384.Signing.PrivateKey
    typealias AgreementKey = P384.KeyAgreement.PrivateKey
    static var algorithm: KeyAlgorithm { .p384 }
    static var coordinateLength: Int { 48 }
    static var naturalHash: HashAlgorithm { .sha384 }
}

extension P521: NamedCurve {
    typealias SigningKey = P521.Signing.PrivateKey
    typealias AgreementKey = P521.KeyAgreement.PrivateKey
    static var algorithm: KeyAlgorithm { .p521 }
    static var coordinateLength: Int { 66 }
    static var naturalHash: HashAlgorithm { .sha512 }
}
