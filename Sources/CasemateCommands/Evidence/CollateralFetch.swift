internal import AsyncHTTPClient
internal import Attestation
internal import EnclaveProtocol
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Fetches what a quote needs from a PCCS, or from Intel's own service, whose protocol it speaks.
struct CollateralFetch {
    /// Scheme, host and port, without a path.
    private let base: String
    /// PEM of the CA behind the server's certificate; nil for the system's.
    private let authority: String?

    private static let intel = "https://api.trustedservices.intel.com"
    private static let intelRootList = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"
    private static let bodyLimit = 2 << 20
    private let timeout: TimeAmount

    /// `base` as in QPL's configuration: a path of the service behind it is left out.
    init(base: String, authority: String?, timeout: TimeAmount = .seconds(30)) {
        self.timeout = timeout
        var base = base
        while base.last == "/" { base.removeLast() }
        for service in ["/sgx/certification/v4", "/tdx/certification/v4", "/sgx/certification/v3"]
        where base.hasSuffix(service) {
            base.removeLast(service.count)
        }
        self.base = base
        self.authority = authority
    }

    /// The collateral for a quote, or for the quote in an RA-TLS certificate; nil for evidence that needs none.
    func collateral(for evidence: [UInt8]) async throws -> Collateral? {
        try await json(for: evidence).map { try Collateral(json: $0) }
    }

    /// The same as the JSON that it is read from.
    func json(for evidence: [UInt8]) async throws -> [UInt8]? {
        guard let quote = try Quote.carried(by: evidence) else { return nil }
        var configuration = HTTPClient.Configuration(timeout: .init(connect: timeout, read: timeout))
        configuration.tlsConfiguration = try tls()
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<[UInt8], any Error>
        do {
            result = .success(try await document(for: quote, client))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }

    private func tls() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authority {
            tls.trustRoots = .certificates(
                try PEMFile.certificates(in: authority).map {
                    try NIOSSLCertificate(bytes: $0, format: .der)
                })
        }
        return tls
    }

    /// The answers as one JSON object with the names that `Collateral` reads; signed texts stay byte for byte.
    private func document(for quote: Quote, _ client: HTTPClient) async throws -> [UInt8] {
        var members: [JSONValue.Member] = []
        let reference: CollateralReference
        if let carried = try quote.collateralReference() {
            reference = carried
        } else {
            let chain = try await pckChain(for: quote, client)
            members.append(.init(name: "pck_certificate_chain", value: .string(chain)))
            reference = try CollateralReference(kind: quote.kind, pckChain: Array(chain.utf8))
        }
        let kind = reference.kind.rawValue
        let family = Hex.encode(reference.fmspc).uppercased()
        async let list = get("/sgx/certification/v4/pckcrl?ca=\(reference.authority)&encoding=der", client)
        async let tcb = get("/\(kind)/certification/v4/tcb?fmspc=\(family)&update=standard", client)
        async let identity = get("/\(kind)/certification/v4/qe/identity?update=standard", client)
        async let rootList = rootList(client)
        let tcbChain = try await tcb.chain("TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain")
        members += [
            .init(name: "pck_crl_issuer_chain", value: .string(try await list.chain("SGX-PCK-CRL-Issuer-Chain"))),
            .init(name: "pck_crl", value: .string(try await list.listText)),
            .init(name: "root_ca_crl", value: .string(try await rootList.listText)),
            .init(name: "tcb_info_issuer_chain", value: .string(tcbChain)),
            .init(name: "tcb_info", value: .string(try await tcb.text)),
            .init(
                name: "qe_identity_issuer_chain",
                value: .string(try await identity.chain("SGX-Enclave-Identity-Issuer-Chain"))),
            .init(name: "qe_identity", value: .string(try await identity.text)),
        ]
        return Array(JSONValue.object(members).text.utf8)
    }

    private func pckChain(for quote: Quote, _ client: HTTPClient) async throws -> String {
        guard let request = quote.pckCertificateRequest else {
            throw AppraisalError(.missingCollateral, "The quote does not say which PCK certificate belongs to it.")
        }
        let query = [
            ("qeid", request.qeID), ("encrypted_ppid", request.encryptedPPID), ("cpusvn", request.cpuSVN),
            ("pcesvn", request.pceSVN), ("pceid", request.pceID),
        ].map { "\($0)=\(Hex.encode($1).uppercased())" }.joined(separator: "&")
        let answer = try await get("/sgx/certification/v4/pckcert?\(query)", client)
        return try answer.text + (try answer.chain("SGX-PCK-Certificate-Issuer-Chain"))
    }

    // Intel's own service has no root CRL; it stands where the certificates say.
    private func rootList(_ client: HTTPClient) async throws -> PCCSAnswer {
        base == Self.intel
            ? try await fetch(Self.intelRootList, client) : try await get("/sgx/certification/v4/rootcacrl", client)
    }

    private func get(_ path: String, _ client: HTTPClient) async throws -> PCCSAnswer {
        try await fetch(base + path, client)
    }

    private func fetch(_ url: String, _ client: HTTPClient) async throws -> PCCSAnswer {
        do {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: timeout)
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            guard response.status == .ok else {
                throw AppraisalError(
                    .missingCollateral, "\(url) answers \(response.status.code): the PCCS does not have it.")
            }
            return PCCSAnswer(
                url: url, headers: response.headers.map { ($0.name, $0.value) }, body: Array(body.readableBytesView))
        } catch let error as AppraisalError {
            throw error
        } catch {
            throw AppraisalError(.missingCollateral, "\(url) cannot be fetched: \(error).")
        }
    }
}
