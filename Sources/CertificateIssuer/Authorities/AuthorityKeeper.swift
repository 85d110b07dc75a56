internal import EnclaveClient
internal import EnclaveProtocol

/// Finds, makes, renews and retires the authorities of issuers in the enclave.
struct AuthorityKeeper: Sendable {
    let enclave: ReconnectingClient

    /// What is under an issuer's names.
    enum Finding: Sendable {
        /// The issuer's authority.
        case held(CAInfo)
        /// None yet; a new one is to have that name.
        case free(String)
    }

    /// What a new authority is to be.
    struct Plan: Sendable, Equatable {
        var algorithm: KeyAlgorithm
        var subject: String
        /// Seconds.
        var lifetime: Int64
        var profile: String
    }

    /// The authority of an issuer.
    ///
    /// - Parameter known: the name that stands in the issuer's status. If the enclave does not have it the CA is lost, and
    ///   no other takes its place.
    func find(_ issuer: IssuerReference, known: String?) async throws(AuthorityFault) -> Finding {
        if let known {
            guard let key = try await key(named: known) else { throw .lost(known) }
            guard key.state == .active else { throw .retired(known) }
            return .held(try await show(known))
        }
        for generation in AuthorityName.generations {
            let name = AuthorityName.name(of: issuer, generation: generation)
            guard let key = try await key(named: name) else { return .free(name) }
            if key.state == .active { return .held(try await show(name)) }
        }
        throw .exhausted
    }

    func create(_ name: String, _ plan: Plan) async throws(AuthorityFault) -> CAInfo {
        // No path length: some verifiers count the cross certificate of a rotation as an intermediate.
        let request = CACreate(
            name: name, subject: plan.subject, algorithm: plan.algorithm, lifetime: plan.lifetime, isExternal: false,
            profiles: [plan.profile])
        return try await AuthorityFault.mapping { () throws(EnclaveClientError) in try await enclave.call(request) }
    }

    /// Who administers the enclave that answers.
    func mode() async throws(AuthorityFault) -> EnclaveMode {
        EnclaveMode(
            try await AuthorityFault.mapping { () throws(EnclaveClientError) in
                try await enclave.call(StatusRequest())
            })
    }

    /// A new key and certificate, cross-signed by the old.
    func rotate(_ name: String, lifetime: Int64) async throws(AuthorityFault) -> CAInfo {
        let request = CARotate(name: name, lifetime: lifetime)
        return try await AuthorityFault.mapping { () throws(EnclaveClientError) in try await enclave.call(request) }
    }

    /// Takes an authority out of use for good; only an administrator can destroy its key.
    func retire(_ name: String) async throws(AuthorityFault) {
        _ = try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            try await enclave.call(KeyRetire(key: .name(name)))
        }
    }

    private func key(named name: String) async throws(AuthorityFault) -> KeyInfo? {
        try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            try await enclave.find(KeyShow(key: .name(name)))
        }
    }

    private func show(_ name: String) async throws(AuthorityFault) -> CAInfo {
        let info = try await AuthorityFault.mapping { () throws(EnclaveClientError) in
            try await enclave.find(CAShow(name: name))
        }
        guard let info else { throw .lost(name) }
        guard !info.chain.isEmpty else { throw .waitsForChain(name) }
        return info
    }
}

/// Why an issuer has no authority to sign with.
enum AuthorityFault: Error {
    /// The issuer's CA is not in the enclave that answers.
    case lost(String)
    case retired(String)
    case waitsForChain(String)
    /// All names of the signer were used.
    case exhausted
    /// The enclave does not answer now, or not yet.
    case unavailable(EnclaveClientError)
    case refused(EnclaveClientError)

    static func mapping<Value>(
        _ body: () async throws(EnclaveClientError) -> Value
    ) async throws(AuthorityFault) -> Value {
        do throws(EnclaveClientError) {
            return try await body()
        } catch {
            throw error.isPassing ? .unavailable(error) : .refused(error)
        }
    }

    /// For the issuer's condition.
    var sentence: String {
        switch self {
        case .lost(let name):
            """
            CA lost: this enclave does not hold the authority "\(name)". Nothing is made in its place; restore the \
            enclave's state, or delete the issuer and make another
            """
        case .retired(let name):
            "the authority \"\(name)\" was retired in the enclave; delete the issuer and make another"
        case .waitsForChain(let name):
            "the authority \"\(name)\" waits for its chain; `casemate ca install` gives it one"
        case .exhausted: "every name of this signer was used and retired; choose another name for the issuer"
        case .unavailable(let error), .refused(let error): error.sentence
        }
    }

    /// Looking again without anybody having changed anything may help.
    var isPassing: Bool {
        if case .unavailable = self { true } else { false }
    }
}
