internal import FoundationEssentials

/// The body of `PUT platformcollateral`: what an administrator fetched elsewhere for platforms of this cache.
struct ImportedCollateral: Decodable {
    struct Platform: Decodable {
        let qe_id: String
        let pce_id: String
        let cpu_svn: String?
        let pce_svn: String?
        let enc_ppid: String?
        let platform_manifest: String?
    }
    struct Certificates: Decodable {
        struct Entry: Decodable {
            let tcbm: String
            let cert: String
        }
        let qe_id: String
        let pce_id: String
        let enc_ppid: String?
        let platform_manifest: String?
        let certs: [Entry]
    }
    struct RevocationLists: Decodable {
        let processorCrl: String?
        let platformCrl: String?
    }
    struct Chains: Decodable {
        enum CodingKeys: String, CodingKey {
            case pck = "SGX-PCK-Certificate-Issuer-Chain"
            case tcbInfo = "TCB-Info-Issuer-Chain"
            case tcbInfoV3 = "SGX-TCB-Info-Issuer-Chain"
            case identity = "SGX-Enclave-Identity-Issuer-Chain"
        }
        struct Authorities: Decodable {
            let PROCESSOR: String?
            let PLATFORM: String?
        }
        let pck: Authorities?
        let tcbInfo: String?
        let tcbInfoV3: String?
        let identity: String?
    }
    struct Collaterals: Decodable {
        let pck_certs: [Certificates]?
        let pckcacrl: RevocationLists?
        let qeidentity: String?
        let qeidentity_early: String?
        let tdqeidentity: String?
        let tdqeidentity_early: String?
        let qveidentity: String?
        let qveidentity_early: String?
        let certificates: Chains?
        let rootcacrl: String?
    }
    let platforms: [Platform]
    let collaterals: Collaterals

    /// Reads the body; throws `invalidRequest`.
    static func read(_ body: [UInt8]) throws(CacheRefusal) -> ImportedCollateral {
        do {
            return try JSONDecoder().decode(ImportedCollateral.self, from: Data(body))
        } catch {
            throw CacheRefusal(.invalidRequest, "The body is not platform collateral: \(error).")
        }
    }
}

extension ImportedCollateral.Chains {
    /// Every chain there is, for comparing their roots.
    var all: [String] {
        [pck?.PROCESSOR, pck?.PLATFORM, tcbInfo, tcbInfoV3, identity].compactMap(\.self).filter { !$0.isEmpty }
    }

    func pck(_ authority: PCKAuthority) -> String? {
        switch authority {
        case .processor: pck?.PROCESSOR
        case .platform: pck?.PLATFORM
        }
    }
}
