internal import Crypto

/// Where the firmware answers nobody but an SVSM, the SVSM asks in its guest's place: its report is over
/// SHA-512(report data ‖ services manifest), at VMPL 0, and the manifest comes beside it, unsigned.
extension Appraisal {
    /// Longest manifest that is read, in bytes.
    public static let longestServicesManifest = 64 * 1024

    /// The same appraisal of evidence that came with this manifest; whether the report is over it is known once there is
    /// report data to compare.
    /// - Throws: `mismatch` where no SVSM can have asked for the evidence, `malformedEvidence` for a manifest of no bytes
    ///   or too many.
    func accompanied(byManifest manifest: [UInt8]) throws(AppraisalError) -> Appraisal {
        guard !manifest.isEmpty, manifest.count <= Self.longestServicesManifest else {
            throw AppraisalError(
                .malformedEvidence, "A services manifest has 1 to \(Self.longestServicesManifest) bytes.")
        }
        guard container == .report else {
            throw AppraisalError(
                .mismatch, "A services manifest belongs to a bare SEV-SNP report; this is \(container.rawValue).")
        }
        let level = number("vmpl") ?? .max
        guard level == 0 else {
            throw AppraisalError(
                .mismatch, "An SVSM asks at VMPL 0; this report was asked for at VMPL \(level), so no manifest is its.")
        }
        var copy = adding([Claim("servicesManifestDigest", .bytes(Array(SHA256.hash(data: manifest))))])
        copy.servicesManifest = manifest
        return copy
    }

    /// Whether the evidence was made for `wanted`, 64 bytes: they are its report data, or an SVSM hashed them into it.
    public func isBound(to wanted: [UInt8]) -> Bool {
        guard let servicesManifest else { return reportData == wanted }
        return reportData == Array(SHA512.hash(data: wanted + servicesManifest))
    }
}
