internal import FoundationEssentials
internal import Glibc

/// The software enclave's executable.
enum EnclaveBinary {
    static let name = "casemate-enclave-software"

    /// `CASEMATE_ENCLAVE_BINARY`, else beside this program, else on PATH.
    static func locate(_ environment: [String: String]) throws(CommandError) -> String {
        if let path = environment["CASEMATE_ENCLAVE_BINARY"], !path.isEmpty {
            guard access(path, X_OK) == 0 else {
                throw missing("CASEMATE_ENCLAVE_BINARY names \(path), which is no executable.")
            }
            return path
        }
        let searched = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let directories = [ownDirectory].compactMap { $0 } + searched
        for directory in directories where access("\(directory)/\(name)", X_OK) == 0 { return "\(directory)/\(name)" }
        throw missing("\(name) is neither beside casemate nor on PATH.")
    }

    private static var ownDirectory: String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { readlink("/proc/self/exe", $0, buffer.count) } ?? -1
        }
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count], as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }

    private static func missing(_ message: String) -> CommandError {
        CommandError(
            code: "enclave-binary-missing", message: message,
            remedy: "Build it with `make build`, or set CASEMATE_ENCLAVE_BINARY.")
    }
}
