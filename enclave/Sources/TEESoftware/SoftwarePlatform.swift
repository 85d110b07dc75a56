private import Crypto
private import Glibc
package import TEEPlatform

/// The software platform: no hardware behind it. Sealing is a key file the operator keeps outside the state, or none.
package struct SoftwarePlatform: TEEPlatform {
    /// `--sealing`.
    package enum Sealing: Sendable, Hashable {
        case file(path: String)
        case none
    }

    package let identity: PlatformIdentity
    private let sealing: Sealing
    private let fileKey: [UInt8]?

    /// Reads the sealing file, or makes it (0600) when `mayCreate` and it is missing, and measures the running code.
    package init(sealing: Sealing, mayCreate: Bool) throws(PlatformError) {
        self.sealing = sealing
        switch sealing {
        case .none:
            fileKey = nil
            identity = PlatformIdentity(platform: "software", measurement: try Self.measurement(), sealing: "none")
        case .file(let path):
            fileKey = try SealingFile(path: path).key(mayCreate: mayCreate)
            identity = PlatformIdentity(platform: "software", measurement: try Self.measurement(), sealing: "file")
        }
    }

    package func sealingKey(context: [UInt8]) throws(PlatformError) -> SealingKey {
        guard let fileKey else { return .unavailable(reason: "--sealing none: recovery shares open the state") }
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: fileKey), info: Array("casemate/sealing/1".utf8) + context,
            outputByteCount: 32)
        return .key(unsafe key.withUnsafeBytes { unsafe Array($0) })
    }

    package func evidence(reportData: ReportData, mode: StateMode) throws(PlatformError) -> Evidence {
        throw PlatformError(
            "the software enclave was started without --software-root, so there is nothing to give evidence under",
            remedy: "Start it with --software-root DIR; the directory is made at the first start.")
    }

    /// SHA-256 of the running executable, hex.
    private static func measurement() throws(PlatformError) -> String {
        var hash = SHA256()
        let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw PlatformError("/proc/self/exe cannot be read: mount /proc") }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            let count = unsafe read(file, &buffer, buffer.count)
            guard count >= 0 else { throw PlatformError("/proc/self/exe cannot be read (errno \(errno))") }
            if count == 0 { break }
            hash.update(data: buffer[..<count])
        }
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
