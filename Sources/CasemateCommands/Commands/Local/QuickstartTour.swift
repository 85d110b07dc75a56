internal import EnclaveClient
internal import EnclaveProtocol
internal import Journal

/// What `quickstart` does with a running enclave.
struct QuickstartTour {
    static let authority = "quickstart"
    static let key = "quickstart-leaf"
    /// Below localhost, because a name of one label is refused by strict linters.
    static let host = "leaf.localhost"

    let installation: Installation
    let address: EnclaveAddress

    /// Does it, or goes on with what an earlier run left, and writes the files.
    func run() async throws -> QuickstartResult {
        try await EnclaveClient.withConnection(to: address) { client in
            let authority = try await Self.authority(client)
            let key = try await Self.key(client)
            let csr = try await client.call(
                KeyCertificateRequest(key: .id(key.id), subject: "CN=\(Self.host)", names: ["dns:\(Self.host)"])
            ).bytes
            let issued = try await client.call(
                CAIssue(
                    name: Self.authority, request: csr, profile: "", lifetime: 0,
                    usages: ["digital signature", "server auth", "client auth"], requester: "quickstart"))
            guard let root = authority.chain.last, let leaf = issued.chain.first else {
                throw CommandError(code: "protocol-violation", message: "The enclave gave no certificate.", remedy: "")
            }
            try OutputFile.write(CAReport.pem([root]), to: installation.file("ca.crt"))
            try OutputFile.write(PEMFile.text(csr, PEMFile.request), to: installation.file("leaf.csr"))
            try OutputFile.write(CAReport.pem([leaf]), to: installation.file("leaf.crt"))
            try OutputFile.write(CAReport.pem(issued.chain), to: installation.file("chain.pem"))
            let audit = try await exportAudit(client)
            let status = try await client.call(StatusRequest())
            return QuickstartResult(authority: authority, key: key, issued: issued, audit: audit, status: status)
        }
    }

    private static func authority(_ client: EnclaveClient) async throws -> CAInfo {
        if let found = try await client.find(CAShow(name: authority)) { return found }
        return try await client.call(
            CACreate(
                name: authority, subject: "CN=Casemate quickstart root,O=Casemate", algorithm: .p256,
                lifetime: 3650 * 86_400, isExternal: false, profiles: ["server", "as-requested"]))
    }

    private static func key(_ client: EnclaveClient) async throws -> KeyInfo {
        if let found = try await client.find(KeyShow(key: .name(key))) { return found }
        return try await client.call(
            KeyGenerate(
                key: KeyTemplate(
                    name: key, algorithm: .p256, purpose: .tls, export: .never, replication: .domain, audit: .counted)))
    }

    private func exportAudit(_ client: EnclaveClient) async throws -> AuditReport {
        let export = try await AuditExport.read(from: 1, client: client)
        try OutputFile.write(export.bytes, to: installation.file("audit.jsonl"))
        var verifier = AuditVerifier()
        verifier.consume(export.bytes)
        let report = verifier.finish()
        if let fault = report.firstBad {
            throw CommandError(
                code: "audit-not-intact", message: "The audit is not intact: line \(fault.line): \(fault.reason).",
                remedy: "Keep the directory as it is and report this.")
        }
        return report
    }
}
