internal import EnclaveProtocol
internal import KeyOperations

/// A key record with its newest version ready for use. Immutable: a change makes a new one.
final class CachedKey: Sendable {
    let record: KeyRecord
    /// The newest version; nil once destroyed.
    let live: LiveKey?

    init(_ record: KeyRecord) throws(Refusal) {
        self.record = record
        guard record.state != .destroyed, let newest = record.versions.last else {
            live = nil
            return
        }
        live = try Refusal.mapping { () throws(KeyError) in
            try LiveKey(stored: newest.stored, algorithm: record.algorithm)
        }
    }

    /// The newest version, for making something new.
    func active() throws(Refusal) -> LiveKey {
        guard record.state == .active, let live else { throw notActive }
        return live
    }

    /// A version by number, for undoing what it made; also of a retired key.
    func version(_ number: UInt32) throws(Refusal) -> LiveKey {
        guard let live else { throw notActive }
        if number == record.versions.last?.number { return live }
        guard let version = record.versions.first(where: { $0.number == number }) else {
            throw Refusal(.decryptionFailed, "the ciphertext names a version this key does not have")
        }
        return try Refusal.mapping { () throws(KeyError) in
            try LiveKey(stored: version.stored, algorithm: record.algorithm)
        }
    }

    /// Bytes of secret memory it holds, about: measured sizes of held key objects, and its record.
    var cost: Int {
        let object =
            switch record.algorithm {
            case .p256, .p384, .p521, .ed25519, .aes256: 1_024
            case .rsa2048: 5_600 + 2_048
            case .rsa3072: 9_000 + 3_072
            case .rsa4096: 14_000 + 4_096
            }
        return object + 512 + record.versions.dropLast().reduce(0) { $0 + $1.stored.count + $1.publicKey.count + 96 }
    }

    private var notActive: Refusal {
        Refusal(.keyNotActive, "the key \"\(record.name)\" is \(record.state.name)")
    }
}
