package import EnclaveProtocol

/// The keys that the operator, or the source of the keys, names.
package struct KeyNames: Hashable, Sendable {
    /// A key of the enclave, and what its source calls it.
    struct Choice: Hashable, Sendable {
        let selector: KeySelector
        var origin: KEKOrigin?
    }

    /// Seals and opens; nil where the source has none that may seal.
    let current: Choice?
    /// Only open.
    let previous: [Choice]
    /// Key ids that may be used for nothing, and why.
    let forbidden: [KEKOrigin: String]

    /// The names or ids of keys made or imported by hand.
    package init(current: KeySelector, previous: [KeySelector] = []) {
        self.init(current: Choice(selector: current), previous: previous.map { Choice(selector: $0) })
    }

    /// Keys that a source names.
    init(current: Choice?, previous: [Choice], forbidden: [KEKOrigin: String] = [:]) {
        self.current = current
        self.previous = previous
        self.forbidden = forbidden
    }
}
