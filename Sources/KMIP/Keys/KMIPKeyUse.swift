/// What the state and the dates of a key allow now. The server hands out the bytes of any key that is not destroyed, a
/// compromised one too: it is for the client to look.
package enum KMIPKeyUse: Equatable, Sendable {
    case encryptAndDecrypt
    /// Opens what it sealed, and seals nothing; the reason is a sentence.
    case decryptOnly(String)
    /// Not active until later; a sentence why and what to do.
    case notYet(String)
    /// Not to be used any more, or not such a key; a sentence why and one about what to do.
    case none(reason: String, remedy: String)
}

extension KMIPKeyAttributes {
    private static let aes: UInt32 = 3

    /// What the key may be used for at `now`, in seconds since 1970.
    package func use(at now: Int64) -> KMIPKeyUse {
        if let refusal = kindRefusal ?? stateRefusal(at: now) { return refusal }
        if let ending = ending(at: now) { return .decryptOnly(ending) }
        return usage.isDisjoint(with: [.encrypt, .wrap])
            ? .decryptOnly("The usage mask of the key \(identifier) does not allow encryption.") : .encryptAndDecrypt
    }

    /// Whatever state it is in: a key of another kind.
    private var kindRefusal: KMIPKeyUse? {
        guard algorithm == Self.aes, length == 256 else {
            return refusal("is not AES with 256 bits", "Create an AES key of 256 bits under that name.")
        }
        guard !usage.isDisjoint(with: [.decrypt, .unwrap]) else {
            return refusal(
                "has a usage mask that does not allow decryption",
                "Create a key with the usage Encrypt and Decrypt, or Wrap Key and Unwrap Key.")
        }
        return nil
    }

    private func stateRefusal(at now: Int64) -> KMIPKeyUse? {
        if compromiseDate != nil || compromiseOccurrenceDate != nil { return compromised }
        switch state {
        case .active: break
        case .deactivated: return nil
        case .preActive: return notYet("is not active yet. Activate it on the server")
        case .compromised, .destroyedCompromised: return compromised
        case .destroyed: return refusal("is destroyed", "Create and activate a new key under that name.")
        case nil: return refusal("has no state", "The server does not tell the state of keys; it cannot be used.")
        }
        let start = max(activationDate ?? .min, processStartDate ?? .min)
        return start > now ? notYet("becomes active only in the future, by this machine's clock") : nil
    }

    private var compromised: KMIPKeyUse {
        refusal(
            "is compromised",
            "Create and activate a new key under that name, restart, migrate what the old one sealed, and destroy it.")
    }

    private func ending(at now: Int64) -> String? {
        if state == .deactivated { return "The key \(identifier) is deactivated." }
        if let deactivationDate, deactivationDate <= now { return "The deactivation date of \(identifier) has passed." }
        if let protectStopDate, protectStopDate <= now { return "The protect stop date of \(identifier) has passed." }
        return nil
    }

    private func notYet(_ what: String) -> KMIPKeyUse { .notYet("The key \(identifier) of the KMIP server \(what).") }

    private func refusal(_ what: String, _ remedy: String) -> KMIPKeyUse {
        .none(reason: "The key \(identifier) of the KMIP server \(what).", remedy: remedy)
    }
}
