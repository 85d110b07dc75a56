internal import Attestation
internal import EnclaveProtocol

/// A platform out of an import, with the certificates chosen for the TCBs known of it.
struct ImportedPlatform {
    let record: PlatformRecord
    let certificates: [PCKCertificate]
    let selection: PCKSelection
    let tcbs: [RawTCB]

    /// Reads one entry of `pck_certs`; throws `invalidRequest` naming what is missing.
    init(
        _ entry: ImportedCollateral.Certificates, of content: ImportedCollateral, summaries: [String: TCBInfoSummary]
    ) throws {
        guard let identity = PlatformIdentity(qeID: entry.qe_id, pceID: entry.pce_id) else {
            throw CacheRefusal(.invalidRequest, "pck_certs has a malformed qe_id or pce_id.")
        }
        (certificates, _) = try UpstreamCertificates.sort(entry.certs.map { ($0.tcbm, $0.cert) })
        guard let first = certificates.first else {
            throw CacheRefusal(.invalidRequest, "A platform has no certificate.")
        }
        let fmspc = Hex.encode(try first.platform().fmspc).uppercased()
        guard let summary = summaries[fmspc] else {
            throw CacheRefusal(.invalidRequest, "The TCB info of \(fmspc) is missing.")
        }
        let authority = try first.authority()
        guard let chain = content.collaterals.certificates?.pck(authority) else {
            throw CacheRefusal(.invalidRequest, "The issuer chain of the \(authority) CA is missing.")
        }
        let registered = content.platforms.filter {
            PlatformIdentity(qeID: $0.qe_id, pceID: $0.pce_id) == identity
        }
        record = PlatformRecord(
            identity: identity, encryptedPPID: (registered.first?.enc_ppid ?? entry.enc_ppid ?? "").uppercased(),
            manifest: (registered.first?.platform_manifest ?? entry.platform_manifest ?? "").uppercased(), fmspc: fmspc,
            authority: authority, chain: IssuerChain.headerValue(chain))
        selection = try PCKSelection(certificates, platform: identity, tcbInfo: summary)
        tcbs = registered.compactMap { RawTCB(cpuSVN: $0.cpu_svn, pceSVN: $0.pce_svn) }
    }

    /// What is chosen for these TCBs; throws when one has no certificate.
    func chosen(known: [RawTCB]) throws -> [(RawTCB, PCKCertificate)] {
        try Set(known + tcbs).map { tcb in
            guard let best = selection.best(for: tcb) else {
                throw CacheRefusal(.invalidRequest, "None of a platform's certificates fits its TCB.")
            }
            return (tcb, best)
        }
    }
}
