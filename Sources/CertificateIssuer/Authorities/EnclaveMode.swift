internal import EnclaveProtocol

/// Who administers the enclave.
enum EnclaveMode: Sendable, Equatable {
    /// Those whose public keys it was given.
    case administered
    /// A key that lies beside its state.
    case development
    /// It did not say yet.
    case unknown

    init(_ status: StatusAnswer) {
        self = status["development"] == "true" ? .development : .administered
    }

    /// What development mode means, for people.
    static let meaning = """
        the key that administers it lies beside its state, and whoever reads that directory can have anything signed. For \
        real CAs begin with a new state and the public keys of administrators
        """

    /// What issuers say of it; nil before anything is known.
    var condition: IssuerCondition? {
        switch self {
        case .administered:
            IssuerCondition(
                .development, "False", reason: "Administered",
                message: "The enclave's administrators hold their own keys")
        case .development:
            IssuerCondition(
                .development, "True", reason: "DevelopmentMode",
                message: "The enclave runs in development mode: \(Self.meaning)")
        case .unknown: nil
        }
    }
}
