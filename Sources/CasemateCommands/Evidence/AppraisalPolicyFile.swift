internal import Attestation

/// Policy documents in files: JSON where the first character is `{`, else YAML.
enum AppraisalPolicyFile {
    /// The bytes of a policy in JSON, for an enclave, which reads no YAML.
    static func json(_ name: String, limit: Int) throws(CommandError) -> [UInt8] {
        _ = try read(name)
        let bytes = try InputFile.read(name, limit: limit)
        guard bytes.first(where: { !$0.isSpace }) == UInt8(ascii: "{") else {
            throw CommandError(
                code: "invalid-policy", message: "\(name) is YAML; the enclave reads JSON.",
                remedy: "Write the same fields as JSON: docs/doors/attestation-policy.md.")
        }
        return bytes
    }

    /// The policy of a file; reasons name the file as it was given.
    static func read(_ name: String) throws(CommandError) -> AppraisalPolicy {
        let bytes = try InputFile.read(name, limit: AppraisalPolicy.maximumLength)
        do throws(PolicyError) {
            if bytes.first(where: { !$0.isSpace }) == UInt8(ascii: "{") {
                return try AppraisalPolicy(json: bytes, source: name)
            }
            return try AppraisalPolicy(try YAMLPolicy.read(bytes, source: name), source: name)
        } catch {
            throw CommandError(
                code: "invalid-policy", message: "\(error)",
                remedy: "docs/doors/attestation-policy.md has every field; try casemate attest policy check.",
                cause: error)
        }
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}
