internal import SwiftASN1

/// PEM, and files that may be PEM or DER.
enum PEMFile {
    static let certificate = "CERTIFICATE"
    static let request = "CERTIFICATE REQUEST"
    static let revocationList = "X509 CRL"
    static let publicKey = "PUBLIC KEY"

    /// One block with its final line end.
    static func text(_ bytes: [UInt8], _ label: String) -> String {
        PEMDocument(type: label, derBytes: bytes).pemString + "\n"
    }

    /// The blocks of these labels in a file, in order; a file that begins as DER is one block.
    static func blocks(in file: [UInt8], _ labels: Set<String>, name: String) throws(CommandError) -> [[UInt8]] {
        if file.first == 0x30 { return [file] }
        let documents: [PEMDocument]
        do {
            documents = try PEMDocument.parseMultiple(pemString: String(decoding: file, as: UTF8.self))
        } catch {
            throw unusable(name, labels, cause: error)
        }
        let found = documents.filter { labels.contains($0.discriminator) }.map(\.derBytes)
        guard !found.isEmpty else { throw unusable(name, labels) }
        return found
    }

    /// The PKCS#10 of a file, DER.
    static func certificateRequest(in name: String) throws(CommandError) -> [UInt8] {
        try first(in: name, [request, "NEW CERTIFICATE REQUEST"])
    }

    /// The SubjectPublicKeyInfo of a file, DER.
    static func publicKey(in name: String) throws(CommandError) -> [UInt8] {
        try first(in: name, [publicKey])
    }

    /// The certificates of a file, DER, in order.
    static func certificates(in name: String) throws(CommandError) -> [[UInt8]] {
        try blocks(in: try InputFile.read(name), [certificate], name: name)
    }

    private static func first(in name: String, _ labels: Set<String>) throws(CommandError) -> [UInt8] {
        try blocks(in: try InputFile.read(name), labels, name: name)[0]
    }

    private static func unusable(
        _ name: String, _ labels: Set<String>, cause: (any Error)? = nil
    ) -> CommandError {
        let wanted = labels.sorted().first ?? ""
        return CommandError(
            code: "invalid-file", message: "\(name) holds no \(wanted) in PEM or DER.",
            remedy: "Give the right file; its PEM begins with -----BEGIN \(wanted)-----.", cause: cause)
    }
}
