internal import Crypto
internal import EnclaveProtocol

/// A session in which each command and each answer carries an HMAC over fresh nonces of both sides; Part 1, clause 19.
///
/// Who stands between can hold a message back, and nothing else: an answer that is changed, of another command or of an
/// earlier session does not verify.
struct HMACSession {
    static let nonceLength = 32
    private static let continues: UInt8 = 0x01
    private static let decrypts: UInt8 = 0x20

    let handle: UInt32
    private let key: [UInt8]
    private var nonceTPM: [UInt8]
    private var nonceCaller: [UInt8]

    /// `salt` is empty in a session that has no secret of its own: the index's secret is then the whole key.
    init(handle: UInt32, nonceTPM: [UInt8], nonceCaller: [UInt8], salt: [UInt8]) {
        self.handle = handle
        self.nonceTPM = nonceTPM
        self.nonceCaller = nonceCaller
        key = salt.isEmpty ? [] : KeyDerivation.derive(salt, label: "ATH", nonceTPM, nonceCaller, count: 32)
    }

    /// What a command in the session is made of.
    struct Use {
        /// Names of the command's handles, in order.
        let names: [[UInt8]]
        /// The secret of what the first handle names.
        let secret: [UInt8]
        /// The session goes on behind this command.
        var continues = true
        /// The first parameter, a sized one, goes encrypted.
        var encrypts = false
    }

    /// The whole command, under the next nonce of this side.
    mutating func seal(_ command: TPMCommand, _ use: Use, nonce: [UInt8]) -> [UInt8] {
        nonceCaller = nonce
        var command = command
        if use.encrypts { mask(&command.parameters, use.secret) }
        let attributes = (use.continues ? Self.continues : 0) | (use.encrypts ? Self.decrypts : 0)
        var content = WireWriter()
        content.uint32(command.code.rawValue)
        content.fixed(Array(use.names.joined()))
        content.fixed(command.parameters)
        let digest = Array(SHA256.hash(data: content.bytes))
        let hmac = KeyDerivation.hmac(key + use.secret, digest + nonceCaller + nonceTPM + [attributes])
        var area = WireWriter()
        area.uint32(handle)
        area.sized(nonceCaller)
        area.uint8(attributes)
        area.sized(hmac)
        return command.encoded(authorization: area.bytes)
    }

    /// The parameters of an answer to the command sealed last, once its HMAC verified.
    mutating func open(
        _ response: TPMResponse, to code: TPMCommand.Code, _ use: Use
    ) throws(TPMError) -> [UInt8] {
        guard let authorization = response.authorization else { throw .malformed("it has no authorization") }
        var head = WireWriter()
        head.uint32(TPMResponseCode.success.rawValue)
        head.uint32(code.rawValue)
        let digest = Array(SHA256.hash(data: head.bytes + response.parameters))
        let content = digest + authorization.nonce + nonceCaller + [authorization.attributes]
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                authorization.hmac, authenticating: content, using: SymmetricKey(data: key + use.secret))
        else { throw .forged }
        nonceTPM = authorization.nonce
        return response.parameters
    }

    /// XOR obfuscation of the first parameter's bytes, behind their length; Part 1, clause 21.2.
    private func mask(_ parameters: inout [UInt8], _ secret: [UInt8]) {
        guard parameters.count >= 2 else { return }
        let count = Int(parameters[0]) << 8 | Int(parameters[1])
        let mask = KeyDerivation.derive(key + secret, label: "XOR", nonceCaller, nonceTPM, count: count)
        for (index, byte) in zip(2..., mask) where index < parameters.count { parameters[index] ^= byte }
    }
}
