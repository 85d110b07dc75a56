public import EnclaveProtocol

/// Reads a public key file: PEM `PUBLIC KEY` or DER, both SubjectPublicKeyInfo.
public enum PublicKeyReader {
    private static let longestFile = 16 * 1024

    /// The algorithm and the DER SubjectPublicKeyInfo.
    /// - Throws: ``KeyError`` when the file is no valid public key of a known algorithm.
    public static func read(_ file: [UInt8]) throws(KeyError) -> (algorithm: KeyAlgorithm, spki: [UInt8]) {
        guard file.count <= longestFile else { throw .fileTooLarge(limit: longestFile) }
        var spki = file
        if PEMBlock.isPEM(file) {
            guard let block = try PEMBlock.blocks(in: file).first(where: { $0.label == "PUBLIC KEY" }) else {
                throw .publicKeyInvalid
            }
            spki = block.bytes
        }
        return (try PublicKey(spki: spki).algorithm, spki)
    }
}
