internal import EnclaveClient
internal import EnclaveProtocol

/// The five steps of a join. The two enclaves decide; this carries what they say, and fetches collateral for it.
struct DomainJoin {
    /// The enclave that joins.
    let joiner: EnclaveClient
    /// The lead's.
    let lead: EnclaveClient
    /// Sign the admission; none where the domain's policy admits by evidence.
    let administrators: [AdministratorKey]
    /// For evidence without collateral.
    let fetch: CollateralFetch?

    /// Joins under a name. What either enclave refuses is thrown, said of the side it came from.
    func run(name: String) async throws -> JoinBegun {
        let begun = try await ask(.joiner, JoinBegin(name: name))
        let offer = try await ask(.lead, DomainOffer(memberID: begun.memberID, nonce: begun.nonce))
        let offered = PeerEvidence(proof: offer, collateral: try await collateral(for: offer))
        let join = try await ask(.joiner, JoinAppraise(offer: offered))
        let joining = PeerEvidence(proof: join, collateral: try await collateral(for: join))
        let grant = try await ask(.lead, DomainAdmit(joiner: joining), signedBy: administrators)
        _ = try await ask(.joiner, JoinComplete(grant: grant))
        return begun
    }

    /// Empty where the evidence came with its own, or needs none.
    private func collateral(for proof: ProofAnswer) async throws -> [UInt8] {
        guard proof.evidence.collateral.isEmpty, let fetch else { return [] }
        return try await fetch.json(for: proof.evidence.evidence) ?? []
    }

    private enum Side: String { case joiner, lead }

    private func ask<Request: EnclaveRequest>(
        _ side: Side, _ request: Request, signedBy keys: [AdministratorKey] = []
    ) async throws(EnclaveClientError) -> Request.Answer {
        do throws(EnclaveClientError) {
            return try await (side == .joiner ? joiner : lead).call(request, authorizedBy: keys)
        } catch {
            throw EnclaveClientError(
                error.code, "The \(side.rawValue): \(error.message)", remedy: error.remedy, cause: error)
        }
    }
}
