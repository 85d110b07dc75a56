/// What a member holds at the end, asked of it one by one.
package struct Holdings: Sendable, Equatable {
    /// A key that a client knows of.
    package struct Key: Sendable, Decodable, Equatable {
        package var name: String
        package var isPresent: Bool
        /// `active`, `retired` or `destroyed`.
        package var state: String
        package var versions: Int64
        /// It did what its state allows and nothing else: a signature that verifies, a ciphertext read back.
        package var isUsable: Bool
        package var reason: String?
    }

    /// A policy.
    package struct Policy: Sendable, Decodable, Equatable {
        package var name: String
        package var value: Int64
    }

    package var name: String
    /// The member's id.
    package var member: String
    package var keys: [String: Key]
    package var policies: [String: Int64]
}
