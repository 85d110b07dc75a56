internal import Crypto
private import Glibc
package import TEEPlatform

/// The measurement of the software platform: MRENCLAVE of its quotes.
package struct SoftwareMeasurement: Sendable {
    /// 32 bytes.
    let bytes: [UInt8]

    /// SHA-256 of the running executable; tens of milliseconds.
    package static func ofRunningExecutable() throws(PlatformError) -> SoftwareMeasurement {
        var hash = SHA256()
        let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw PlatformError("/proc/self/exe cannot be read", remedy: "Mount /proc.") }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe read(file, &buffer, buffer.count)
            guard count >= 0 else { throw PlatformError("/proc/self/exe cannot be read (errno \(errno))") }
            if count == 0 { return SoftwareMeasurement(bytes: Array(hash.finalize())) }
            hash.update(data: buffer[..<count])
        }
    }

    static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
