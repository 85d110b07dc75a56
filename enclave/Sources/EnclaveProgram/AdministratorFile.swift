internal import EnclaveProtocol
private import Glibc
private import X509Core

/// An administrator's public key file: PEM `PUBLIC KEY`, Ed25519 or P-256.
enum AdministratorFile {
    private static let longest = 16 << 10

    /// The file's SubjectPublicKeyInfo, DER.
    static func publicKey(_ path: String) throws(Refusal) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Refusal(.invalidArgument, "--administrator \(path) cannot be opened (errno \(errno))")
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = unsafe read(file, &bytes, longest)
        guard count > 0, let der = try? PEM.derContent(of: Array(bytes.prefix(count)), labels: ["PUBLIC KEY"]) else {
            throw Refusal(
                .invalidKey, "--administrator \(path) is no PEM public key",
                remedy:
                    "Give the .pub file that `casemate administrator key --out FILE` wrote, or `openssl pkey -pubout`.")
        }
        return der
    }
}
