internal import Crypto
internal import EnclaveProtocol

/// The TPM's own key, the same at each asking: what the secret of a new index goes to the TPM under.
///
/// Made from the template L-2 (ECC NIST P-256) of TCG's EK Credential Profile, so that its public half is the one in the
/// certificate that the TPM's maker gave, which is for people to compare.
struct EndorsementKey {
    let handle: UInt32
    private let x: [UInt8]
    private let y: [UInt8]

    /// From an answer to `template`.
    init(_ response: TPMResponse) throws(TPMError) {
        guard let handle = response.handle else { throw .malformed("it has no handle") }
        self.handle = handle
        (x, y) = try TPMError.reading { () throws(WireError) in
            var outer = WireReader(response.parameters)
            var reader = WireReader(try outer.sized())
            guard try reader.fixed(Self.area.count) == Self.area else { throw .invalidValue(field: "public area") }
            let point = (try Self.coordinate(&reader), try Self.coordinate(&reader))
            try reader.finish()
            return point
        }
    }

    /// SHA-256 of the public key's SubjectPublicKeyInfo.
    var fingerprint: [UInt8] {
        get throws(TPMError) { Array(SHA256.hash(data: Array(try publicKey.derRepresentation))) }
    }

    /// A salt for a session, and how it goes to the TPM; Part 1, annex C.6.1.
    func salt(random: (Int) -> [UInt8]) throws(TPMError) -> (salt: [UInt8], encrypted: [UInt8]) {
        do {
            let ephemeral = try P256.KeyAgreement.PrivateKey(rawRepresentation: random(Self.coordinateLength))
            let secret = try ephemeral.sharedSecretFromKeyAgreement(with: publicKey)
            let point = Array(ephemeral.publicKey.rawRepresentation)
            let own = Array(point.prefix(Self.coordinateLength))
            var writer = WireWriter()
            writer.sized(own)
            writer.sized(Array(point.suffix(Self.coordinateLength)))
            let bytes = unsafe secret.withUnsafeBytes { unsafe Array($0) }
            return (KeyDerivation.agree(bytes, label: "SECRET", own, x), writer.bytes)
        } catch let error as TPMError { throw error } catch {
            throw .malformed("its key is no point of P-256")
        }
    }

    private var publicKey: P256.KeyAgreement.PublicKey {
        get throws(TPMError) {
            do {
                return try P256.KeyAgreement.PublicKey(rawRepresentation: x + y)
            } catch {
                throw .malformed("its key is no point of P-256")
            }
        }
    }

    private static let coordinateLength = 32

    private static func coordinate(_ reader: inout WireReader) throws(WireError) -> [UInt8] {
        let bytes = try reader.sized()
        guard bytes.count <= coordinateLength else { throw .invalidValue(field: "coordinate") }
        return [UInt8](repeating: 0, count: coordinateLength - bytes.count) + bytes
    }

    /// `TPM2_CreatePrimary`, with the parameters of the profile: no data, an empty secret, no PCR.
    static var command: TPMCommand {
        var parameters = WireWriter()
        parameters.sized([0, 0, 0, 0])
        let unique = [UInt8](repeating: 0, count: coordinateLength)
        var template = WireWriter()
        template.fixed(area)
        template.sized(unique)
        template.sized(unique)
        parameters.sized(template.bytes)
        parameters.sized([])
        parameters.uint32(0)
        return TPMCommand(code: .createPrimary, handles: [TPMHandle.endorsement], parameters: parameters.bytes)
    }

    /// The public area up to the point.
    private static let area: [UInt8] = {
        var writer = WireWriter()
        writer.uint16(TPMAlgorithm.ecc)
        writer.uint16(TPMAlgorithm.sha256)
        writer.uint32(0x0003_00B2)  // of this TPM alone, restricted, decrypt, policy for administration
        writer.sized(policy)
        writer.uint16(TPMAlgorithm.aes)
        writer.uint16(128)
        writer.uint16(TPMAlgorithm.cfb)
        writer.uint16(TPMAlgorithm.none)
        writer.uint16(0x0003)  // NIST P-256
        writer.uint16(TPMAlgorithm.none)
        return writer.bytes
    }()

    /// `PolicySecret` of the endorsement hierarchy.
    private static let policy: [UInt8] = [
        0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xB3, 0xF8, 0x1A, 0x90, 0xCC, 0x8D, 0x46, 0xA5, 0xD7, 0x24,
        0xFD, 0x52, 0xD7, 0x6E, 0x06, 0x52, 0x0B, 0x64, 0xF2, 0xA1, 0xDA, 0x1B, 0x33, 0x14, 0x69, 0xAA,
    ]
}
