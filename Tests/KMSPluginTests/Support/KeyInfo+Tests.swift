import EnclaveProtocol

extension KeyInfo {
    /// A wrap key with versions made at these seconds.
    static func wrap(
        _ low: UInt64, created: [Int64], purpose: KeyPurpose = .wrap, state: KeyState = .active
    ) -> KeyInfo {
        KeyInfo(
            id: Identifier(high: 0, low: low), tenant: "default", name: "key-\(low)", algorithm: .aes256,
            purpose: purpose, origin: .generated, export: .never, replication: .domain, audit: .counted, state: state,
            publicKey: [],
            versions: created.enumerated().map { KeyVersionInfo(number: UInt32($0.offset + 1), created: $0.element) },
            provenance: "test")
    }
}
