internal import EnclaveProtocol

/// Which keys of a source are used for what, under which names in the enclave; decided without asking anyone.
struct KEKPlan: Sendable, Equatable {
    /// Oldest first.
    private let keys: [KEKDescription]
    private let prefix: String

    /// `prefix` is the plugin's `--key`: the enclave holds each key as PREFIX.REFERENCE.
    init(_ keys: [KEKDescription], prefix: String) {
        self.keys = keys.sorted { ($0.created, $0.reference.text) < ($1.created, $1.reference.text) }
        self.prefix = prefix
    }

    /// The name of a key in the enclave.
    func name(of reference: KEKReference) -> String { "\(prefix).\(reference)" }

    /// The keys that the enclave must hold, oldest first.
    var needed: [KEKReference] { usable.map(\.reference) }

    /// What the monitor watches. Only the newest key of all may seal: were an older one taken again, its key id would
    /// come back, and storage migration would skip what it sealed before.
    var names: KeyNames {
        let forbidden = keys.compactMap { key in
            if case .forbidden(let reason) = key.use { (KEKOrigin(key), reason) } else { nil }
        }
        let sealing = keys.last.flatMap { $0.use == .sealAndOpen ? $0 : nil }
        return KeyNames(
            current: sealing.map(choice), previous: usable.filter { $0 != sealing }.map(choice),
            forbidden: Dictionary(forbidden) { first, _ in first })
    }

    private var usable: [KEKDescription] {
        keys.filter { key in
            if case .forbidden = key.use { false } else { true }
        }
    }

    private func choice(_ key: KEKDescription) -> KeyNames.Choice {
        KeyNames.Choice(selector: .name(name(of: key.reference)), origin: KEKOrigin(key))
    }
}
