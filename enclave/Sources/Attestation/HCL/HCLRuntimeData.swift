internal import EnclaveProtocol

/// What the JSON of an HCL blob says, as far as it is there in a form that is known: the vTPM's attestation key, and how
/// the guest was configured. The report commits to the whole text, so nothing here needs to be refused.
package struct HCLRuntimeData {
    /// One claim for each fact found.
    package let claims: [Claim]

    private static let attestationKey = "HCLAkPub"
    private static let flags = [
        ("secure-boot", "secureBoot"), ("tpm-enabled", "tpmEnabled"), ("tpm-persisted", "tpmPersisted"),
        ("console-enabled", "consoleEnabled"),
    ]
    private static let limits = JSONLimits(bytes: HCLReport.maximumLength, depth: 8, nodes: 4096)

    /// Never fails: what cannot be read is left out.
    package init(_ json: [UInt8]) {
        guard let root = (try? JSONDocument(json, limits: Self.limits))?.root else {
            claims = []
            return
        }
        claims = Self.keyClaims(root) + Self.configurationClaims(root)
    }

    /// Modulus and exponent of the RSA key that signs the vTPM's quotes (RFC 7518 §6.3.1).
    private static func keyClaims(_ root: JSONValue) -> [Claim] {
        let keys = (try? root["keys"]?.elements()) ?? []
        guard let key = keys.first(where: { $0["kid"]?.isString(attestationKey) ?? false }) else { return [] }
        return [("n", "vtpmKeyModulus"), ("e", "vtpmKeyExponent")].compactMap { member, name in
            guard let text = key[member]?.stringBytes, let bytes = base64URL(text) else { return nil }
            return Claim(name, .bytes(bytes))
        }
    }

    private static func configurationClaims(_ root: JSONValue) -> [Claim] {
        guard let configuration = root["vm-configuration"] else { return [] }
        var claims = flags.compactMap { member, name in
            (try? configuration[member]?.boolean()).map { Claim(name, .flag($0)) }
        }
        if let id = try? configuration["vmUniqueId"]?.string() { claims.append(Claim("vmUniqueId", .text(id))) }
        return claims
    }

    /// RFC 4648 §5 without padding.
    private static func base64URL(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var standard = text.map { character in
            switch character {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: character
            }
        }
        standard += [UInt8](repeating: UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        return Base64.decode(standard)
    }
}
