internal import FoundationEssentials

/// Certificates as the API carries them.
enum PEMText {
    /// PEM blocks, one behind the other.
    static func certificates(_ chain: [[UInt8]]) -> String {
        chain.map { block("CERTIFICATE", $0) }.joined()
    }

    /// A SubjectPublicKeyInfo.
    static func publicKey(_ der: [UInt8]) -> String { block("PUBLIC KEY", der) }

    private static func block(_ label: String, _ der: [UInt8]) -> String {
        let text = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN \(label)-----\n\(text)\n-----END \(label)-----\n"
    }

    /// Base64 of bytes.
    static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Base64 of a text, as a field of type `byte` holds it.
    static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// The bytes behind base64, line breaks allowed; nil if it is none.
    static func decoded(_ base64: String) -> [UInt8]? {
        Data(base64Encoded: base64.filter { !$0.isWhitespace }).map { Array($0) }
    }
}
