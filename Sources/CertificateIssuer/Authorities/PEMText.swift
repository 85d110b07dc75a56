internal import EnclaveProtocol
internal import X509Core

/// Certificates as the API carries them.
enum PEMText {
    /// PEM blocks, one behind the other.
    static func certificates(_ chain: [[UInt8]]) -> String {
        chain.map { block("CERTIFICATE", $0) }.joined()
    }

    /// A SubjectPublicKeyInfo.
    static func publicKey(_ der: [UInt8]) -> String { block("PUBLIC KEY", der) }

    private static func block(_ label: String, _ der: [UInt8]) -> String {
        String(decoding: PEM.encode(der, label: label), as: UTF8.self)
    }
}
