/// An import, read and checked: what will be kept in one transaction.
struct CollateralImport {
    private(set) var documents: [(item: CollateralItem, document: CollateralDocument)] = []
    /// The TCB infos ranked by, by FMSPC: early ones come first.
    private(set) var summaries: [String: TCBInfoSummary] = [:]
    private let chains: ImportedCollateral.Chains?
    private let version: APIVersion
    private let now: Int64

    /// Reads the documents; throws `invalidRequest` for one that is not what it should be, `integrity` when the issuer
    /// chains end in different roots.
    init(_ content: ImportedCollateral, body: [UInt8], version: APIVersion, now: Int64) throws {
        self.version = version
        self.now = now
        chains = content.collaterals.certificates
        try IssuerChain.requireOneRoot(chains?.all ?? [])
        do {
            try readTCBInfos(body)
            try readIdentities(content.collaterals)
            try readRevocationLists(content.collaterals)
        } catch let error as UnexpectedContent {
            throw CacheRefusal(.invalidRequest, error.description)
        }
    }

    private mutating func readTCBInfos(_ body: [UInt8]) throws {
        let members = try RawJSON.members(of: body)
        guard let collaterals = members["collaterals"], let list = try RawJSON.members(of: collaterals)["tcbinfos"]
        else { return }
        let chain = chains?.tcbInfo ?? chains?.tcbInfoV3
        for entry in try RawJSON.elements(of: list).map(RawJSON.members(of:)) {
            guard let name = entry["fmspc"], let text = String(validating: name.dropFirst().dropLast(), as: UTF8.self),
                let fmspc = HexText.uppercased(text, digits: 12)
            else { throw UnexpectedContent("A TCB info has no fmspc.") }
            for (name, tee, evaluation) in Self.tcbInfoNames {
                guard let value = entry[name], value != Array("null".utf8) else { continue }
                let item = CollateralItem.tcbInfo(tee, fmspc: fmspc, evaluation, version)
                let compact = RawJSON.compact(value)
                try add(item, compact, chain: chain)
                if tee == .sgx, version == .v4, summaries[fmspc] == nil {
                    summaries[fmspc] = try TCBInfoSummary(compact)
                }
            }
        }
    }

    private static let tcbInfoNames: [(String, IntelTEE, Evaluation)] = [
        ("sgx_tcbinfo_early", .sgx, .early), ("sgx_tcbinfo", .sgx, .standard),
        ("tdx_tcbinfo_early", .tdx, .early), ("tdx_tcbinfo", .tdx, .standard),
        // The names of version 3.
        ("tcbinfo_early", .sgx, .early), ("tcbinfo", .sgx, .standard),
    ]

    private mutating func readIdentities(_ content: ImportedCollateral.Collaterals) throws {
        let identities: [(String?, CollateralItem)] = [
            (content.qeidentity, .qeIdentity(.sgx, .standard, version)),
            (content.qeidentity_early, .qeIdentity(.sgx, .early, version)),
            (content.qveidentity, .qveIdentity(.standard, version)),
            (content.qveidentity_early, .qveIdentity(.early, version)),
            (content.tdqeidentity, .qeIdentity(.tdx, .standard, version)),
            (content.tdqeidentity_early, .qeIdentity(.tdx, .early, version)),
        ]
        for case (let text?, let item) in identities where !text.isEmpty {
            try add(item, Array(text.utf8), chain: chains?.identity)
        }
    }

    private mutating func readRevocationLists(_ content: ImportedCollateral.Collaterals) throws {
        for (text, authority) in [
            (content.pckcacrl?.processorCrl, PCKAuthority.processor), (content.pckcacrl?.platformCrl, .platform),
        ] {
            guard let text, !text.isEmpty else { continue }
            try add(.pckCRL(authority), Array(text.utf8), chain: chains?.pck(authority))
        }
        if let text = content.rootcacrl, !text.isEmpty { try add(.rootCRL, Array(text.utf8), chain: nil) }
    }

    private mutating func add(_ item: CollateralItem, _ body: [UInt8], chain: String?) throws {
        var headers: [CollateralDocument.Header] = []
        if let name = item.issuerChainHeader, let chain {
            headers = [.init(name: name, value: IssuerChain.headerValue(chain))]
        }
        documents.append((item, try CollateralDocument(item, body: body, headers: headers, fetched: now)))
    }
}
