internal import EnclaveClient
internal import Kubernetes
internal import KubernetesController
internal import Logging

/// Signs the approved requests of one kind, and says of the others why not. What it does depends on what it finds, never
/// on the order in which things came.
struct RequestReconciler<Request: SigningRequest>: Sendable {
    let requests: ResourceClient<Request>
    let informer: Informer<Request>
    let services: RequestServices
    let signed: SignedRequests
    /// How many are written at once.
    let writes: Slots

    /// How long a request waits at most before it is looked at again; what it waits for wakes it before.
    private static var lookAgain: Range<Double> { 240.0..<360.0 }

    func reconcile(_ key: RequestKey) async throws -> Reconciliation {
        guard let request = informer[key.key], !request.metadata.isBeingDeleted else { return .done }
        guard let issuer = services.issuer(of: request) else { return .done }
        switch request.stage {
        case .waitsForApproval: return .done
        case .finished:
            signed[request.metadata.uid ?? ""] = nil
            return .done
        case .denied:
            services.metrics.refused("Denied", issuer)
            return try await write(.denied, to: request)
        case .approved: return try await answer(request, issuer)
        }
    }

    private func answer(_ request: Request, _ issuer: IssuerReference) async throws -> Reconciliation {
        guard services.catalog[issuer] != nil else {
            return try await wait(request, "error getting issuer: \(issuer) not found")
        }
        do {
            try await services.checkReference(of: request, to: issuer)
            let demand = try request.demand()
            switch services.directory[issuer] {
            case .ready(let authority): return try await sign(request, demand, issuer, authority)
            case .notReady(let reason): return try await wait(request, "issuer is not ready: \(reason)")
            case nil: return try await wait(request, "issuer is not ready")
            }
        } catch let fault as RequestFault {
            return try await refuse(request, issuer, fault)
        }
    }

    private func sign(
        _ request: Request, _ demand: SigningDemand, _ issuer: IssuerReference, _ authority: ReadyAuthority
    ) async throws -> Reconciliation {
        let uid = request.metadata.uid ?? ""
        let began = ContinuousClock.now
        let certificate: SignedCertificate
        if let made = signed[uid] {
            certificate = made
        } else {
            do {
                certificate = try await services.signer.sign(demand, uid: uid, by: authority)
            } catch let trouble as AttestationTrouble {
                _ = try? await write(.pending(trouble.message), to: request)
                throw trouble
            } catch let error as EnclaveClientError {
                // The issuer's controller finds out what became of the authority.
                services.reportTrouble(issuer)
                _ = try? await write(
                    .pending("failed to get signer for name '\(issuer)': \(error.message)"), to: request)
                throw error
            }
            signed[uid] = certificate
            if let quote = certificate.quote { noteVerified(quote, request, issuer) }
        }
        let result = try await write(.signed(certificate), to: request)
        services.metrics.issued(request, issuer, took: ContinuousClock.now - began)
        services.note(.normal, "Issued", "Signed by \(issuer)", request)
        return result
    }

    private func noteVerified(_ quote: String, _ request: Request, _ issuer: IssuerReference) {
        services.note(.normal, "QuoteVerified", quote, request)
        services.metrics.verifiedQuote(issuer)
        services.logger.info(
            "quote verified",
            metadata: ["request": "\(request.key)", "issuer": "\(issuer)", "quote": "\(quote)"])
    }

    private func refuse(
        _ request: Request, _ issuer: IssuerReference, _ fault: RequestFault
    ) async throws -> Reconciliation {
        let result = try await write(.failed(fault), to: request)
        services.metrics.refused(fault.reason, issuer)
        services.note(.warning, fault.reason, fault.message, request)
        services.logger.notice(
            "refused",
            metadata: ["request": "\(request.key)", "issuer": "\(issuer)", "reason": "\(fault.message)"])
        return result
    }

    private func wait(_ request: Request, _ reason: String) async throws -> Reconciliation {
        services.note(.normal, "WaitingForIssuer", reason, request)
        _ = try await write(.pending(reason), to: request)
        return .again(after: .seconds(Double.random(in: Self.lookAgain)))
    }

    /// Writes a verdict into the status; done if the request is gone.
    private func write(_ verdict: RequestVerdict, to request: Request) async throws -> Reconciliation {
        guard let patch = request.verdict(verdict, services.context) else { return .done }
        let target = requests.in(request.metadata.namespace), name = request.metadata.name ?? ""
        try await KubernetesError.ignoringAbsence { () throws(KubernetesError) in
            try await writes.run { () throws(KubernetesError) in
                try await target.change(name, patch, subresource: "status")
            }
        }
        return .done
    }
}
