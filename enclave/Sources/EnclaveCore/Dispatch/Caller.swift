internal import EnclaveProtocol

/// Who asks, decided once at the edge of the core; only `Enclave.admit` makes one.
struct Caller: Sendable {
    let identity: String
    let tenant: String
    let operation: EnclaveOperation
    let isSealed: Bool
    let lane: Int
    let policy: CompiledPolicy?
    let authorization: VerifiedAuthorization?

    /// Refuses a key or authority the caller's policy does not name; administrators' word stands above it.
    func mayUse(name: String) throws(Refusal) {
        guard authorization != nil || policy?.allows(name: name) == true else {
            throw Refusal(
                .notAllowed, "identity \"\(identity)\" may not use \"\(name)\"",
                remedy: "An administrator can widen its policy: `casemate policy set`.")
        }
    }
}
