internal import EnclaveProtocol
internal import X509Core

/// CRLs in the encodings met in practice: DER, PEM, and hexadecimal text of DER.
enum RevocationText {
    /// DER of any of them; throws `UnexpectedContent` for none.
    static func der(_ body: [UInt8]) throws -> [UInt8] {
        let text = body.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d }
        if text.first == 0x30, text.count > 1, text[text.index(after: text.startIndex)] & 0x80 != 0 { return body }
        if text.first == UInt8(ascii: "-") {
            guard let block = try PEM.decodeAll(body).first, block.label == "X509 CRL" else {
                throw UnexpectedContent("The PEM text is no CRL.")
            }
            return block.content
        }
        let digits = text.prefix { $0 != 0x0a && $0 != 0x0d && $0 != 0 }
        guard !digits.isEmpty, let bytes = Hex.decode(String(decoding: digits, as: UTF8.self)) else {
            throw UnexpectedContent("The answer is no CRL.")
        }
        return bytes
    }

    /// PEM of DER.
    static func pem(_ der: [UInt8]) -> [UInt8] { PEM.encode(der, label: "X509 CRL") }
}
