/// A key as its source describes it at one moment.
package struct KEKDescription: Sendable, Equatable {
    /// Its name there.
    package let reference: KEKReference
    /// What orders the keys of a source: Unix seconds, or any number that only grows.
    package let created: Int64
    /// What may be done with it now.
    package let use: KEKUse

    /// A description.
    package init(reference: KEKReference, created: Int64, use: KEKUse) {
        self.reference = reference
        self.created = created
        self.use = use
    }
}

/// What may be done with a key.
package enum KEKUse: Sendable, Equatable {
    /// Seal and open.
    case sealAndOpen
    /// Open what it sealed.
    case openOnly
    /// Nothing, and why: `compromised since 2026-11-21`.
    case forbidden(String)
}
