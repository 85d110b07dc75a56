package import EnclaveProtocol

/// The keys the operator named.
package struct KeyNames: Hashable, Sendable {
    /// Seals and opens.
    package let current: KeySelector
    /// Only open.
    package let previous: [KeySelector]

    /// The names or ids of the keys.
    package init(current: KeySelector, previous: [KeySelector] = []) {
        self.current = current
        self.previous = previous
    }
}
