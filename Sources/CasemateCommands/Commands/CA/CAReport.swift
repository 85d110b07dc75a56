internal import Crypto
internal import EnclaveProtocol

/// How authorities and certificates are reported.
enum CAReport {
    /// One authority, with the fields of `ca create` and `ca show`.
    static func json(_ authority: CAInfo) -> JSONValue {
        let own = authority.chain.first?.bytes
        return [
            "name": .string(authority.name),
            "keyId": .string(authority.keyID.description),
            "keyAlgorithm": .string(authority.algorithm.name),
            "subject": .string(authority.subject),
            "certificate": .optional(own.map { PEMFile.text($0, PEMFile.certificate) }),
            "fingerprint": .optional(own.map(fingerprint)),
            "notBefore": Timestamp.json(authority.notBefore),
            "notAfter": Timestamp.json(authority.notAfter),
            "state": .string(authority.state.name),
            "profile": .optional(authority.profiles.first),
            "parent": .optional(authority.parent),
            "profiles": .strings(authority.profiles),
            "chain": .strings(authority.chain.map { PEMFile.text($0.bytes, PEMFile.certificate) }),
            "previous": .strings(authority.previous.map { PEMFile.text($0.bytes, PEMFile.certificate) }),
        ]
    }

    /// One authority for people.
    static func text(_ authority: CAInfo) -> String {
        FactList.text([
            ("name", authority.name),
            ("subject", authority.subject),
            ("state", authority.state.name),
            ("key", "\(authority.keyID) (\(authority.algorithm.name))"),
            ("not before", time(authority.notBefore)),
            ("not after", time(authority.notAfter)),
            ("fingerprint", authority.chain.first.map { fingerprint($0.bytes) } ?? "-"),
            ("profiles", authority.profiles.isEmpty ? "-" : authority.profiles.joined(separator: ", ")),
            ("parent", authority.parent ?? "-"),
        ])
    }

    static func report(_ authority: CAInfo) -> Report { Report(json: json(authority), text: text(authority)) }

    /// SHA-256 of a certificate, hex.
    static func fingerprint(_ certificate: [UInt8]) -> String { Hex.encode(SHA256.hash(data: certificate).map { $0 }) }

    /// Certificates as one PEM text.
    static func pem(_ chain: [Blob]) -> String {
        chain.map { PEMFile.text($0.bytes, PEMFile.certificate) }.joined()
    }

    private static func time(_ seconds: Int64) -> String { seconds == 0 ? "-" : RFC3339.text(seconds) }
}
