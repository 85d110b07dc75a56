internal import Crypto
internal import EnclaveProtocol
internal import KeyOperations
internal import Synchronization

extension Enclave {
    /// The greeting that begins a link, and the key it agrees with.
    func hello() throws(Refusal) -> (P256.KeyAgreement.PrivateKey, PeerGreeting) {
        let key = P256.KeyAgreement.PrivateKey(compactRepresentable: false)
        return (key, try greeting(key, answering: nil))
    }

    /// The answer to another member's greeting, and the session it opens.
    func welcome(_ hello: PeerGreeting) throws(Refusal) -> PeerMessage {
        try check(hello, answering: nil)
        let key = P256.KeyAgreement.PrivateKey(compactRepresentable: false)
        let welcome = try greeting(key, answering: hello)
        let id = Identifier.random()
        guard
            let session = PeerSession(
                id: id, with: hello, own: key, hello: hello, welcome: welcome,
                secret: try secret(hello, welcome))
        else { throw Self.noAgreement }
        peers.withLock { $0[served: id] = PeerSessions.Served(session: session) }
        return .welcome(welcome, session: id)
    }

    /// The session that another member's answer opens.
    func session(
        _ id: Identifier, _ welcome: PeerGreeting, answering hello: PeerGreeting, _ key: P256.KeyAgreement.PrivateKey
    ) throws(Refusal) -> PeerSession {
        try check(welcome, answering: hello)
        guard
            let session = PeerSession(
                id: id, with: welcome, own: key, hello: hello, welcome: welcome,
                secret: try secret(hello, welcome))
        else { throw Self.noAgreement }
        return session
    }

    /// The older of both generations counts: a member that was away learns the newer key in the session.
    private func secret(_ hello: PeerGreeting, _ welcome: PeerGreeting) throws(Refusal) -> SymmetricKey {
        let generation = min(hello.generation, welcome.generation)
        guard let secret = keyring.current.peerSecret(of: generation) else {
            throw Refusal(
                .memberRefused,
                "a member knows the domain key of generation \(generation), too far behind \(keyring.current.generation)",
                remedy: "Remove it, and have it join anew: `casemate domain join`.")
        }
        return secret
    }

    private static let noAgreement = Refusal(.sealedSessionFailed, "the greeting holds no key to agree with")

    private func greeting(
        _ key: P256.KeyAgreement.PrivateKey, answering hello: PeerGreeting?
    ) throws(Refusal) -> PeerGreeting {
        var greeting = PeerGreeting(
            domain: instanceID, member: memberID, incarnation: incarnation,
            ephemeralKey: Array(key.publicKey.x963Representation),
            generation: keyring.current.generation)
        let signed = greeting.signed(answering: hello)
        greeting.signature = try Refusal.mapping { () throws(KeyError) in
            try LiveKey(stored: instance.identityKey, algorithm: .p256)
                .sign(message: signed, scheme: .ecdsa, hash: .sha256)
        }
        return greeting
    }

    private func check(_ greeting: PeerGreeting, answering hello: PeerGreeting?) throws(Refusal) {
        guard greeting.domain == instanceID else {
            throw Refusal(.memberRefused, "the greeting is of another domain, \(greeting.domain)")
        }
        guard greeting.member != memberID else {
            throw Refusal(
                .memberRefused,
                greeting.incarnation == incarnation
                    ? "the link leads back to this member" : "a copy of this member runs elsewhere",
                remedy: "Leave this member's own address out of its relay's peers.")
        }
        guard let member = state.withLock({ $0.domain.acquaintance(greeting.member) }) else {
            throw Refusal(.memberRefused, "\(greeting.member) is no member of this domain, as far as this one knows")
        }
        guard let key = try? P256.Signing.PublicKey(derRepresentation: member.identityKey),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: greeting.signature),
            key.isValidSignature(signature, for: greeting.signed(answering: hello))
        else { throw Refusal(.memberRefused, "the greeting is not signed by member \"\(member.name)\"") }
    }
}
