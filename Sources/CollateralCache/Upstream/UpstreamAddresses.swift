internal import FoundationEssentials

/// Where upstream's documents lie.
package struct UpstreamAddresses: Sendable, Equatable {
    /// Intel's service.
    package static let intel = "https://api.trustedservices.intel.com/sgx/certification/v4/"
    static let intelRootCRL = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"
    /// AMD's service.
    package static let amd = "https://kdsintf.amd.com"

    /// Ends with `/sgx/certification/v4/`.
    let pcs: String
    let rootCRL: String
    let kds: String

    /// Reads the configured addresses. Without one for the root CRL it lies where Intel's certificates say, or, when
    /// upstream is another cache, under that cache's own address.
    package init(pcs: String, rootCRL: String?, kds: String) throws(CacheRefusal) {
        guard pcs.hasPrefix("https://") || pcs.hasPrefix("http://"),
            let range = pcs.firstRange(of: "/sgx/certification/v4")
        else {
            throw CacheRefusal(
                .invalidRequest, "The upstream address \(pcs) must be one of http(s) ending in /sgx/certification/v4/.")
        }
        self.pcs = pcs[..<range.upperBound] + "/"
        self.rootCRL =
            rootCRL ?? (pcs.contains("//api.trustedservices.intel.com/") ? Self.intelRootCRL : self.pcs + "rootcacrl")
        self.kds = kds.hasSuffix("/") ? String(kds.dropLast()) : kds
    }

    /// The request for a document; nil when nobody publishes it any more.
    func request(_ item: CollateralItem) -> UpstreamRequest? {
        guard !item.isOfEndedVersion else { return nil }
        switch item {
        case .tcbInfo(let tee, let fmspc, let evaluation, _):
            return intel(tee, "tcb?fmspc=\(fmspc)&\(evaluation.query)")
        case .qeIdentity(let tee, let evaluation, _): return intel(tee, "qe/identity?\(evaluation.query)")
        case .qveIdentity(let evaluation, _): return intel(.sgx, "qve/identity?\(evaluation.query)")
        case .qaeIdentity(let evaluation): return intel(.sgx, "qae/identity?\(evaluation.query)")
        case .evaluationNumbers(let tee): return intel(tee, "tcbevaluationdatanumbers")
        case .fmspcs(let platform): return intel(.sgx, "fmspcs?platform=\(platform)")
        case .pckCRL(let authority): return intel(.sgx, "pckcrl?ca=\(authority)&encoding=der")
        case .rootCRL: return UpstreamRequest(service: .rootCRL, url: rootCRL)
        case .amd(let request): return UpstreamRequest(service: .kds, url: kds + request.target)
        }
    }

    /// The request for all certificates of a platform, by its manifest or else its encrypted PPID.
    func certificates(
        _ platform: PlatformIdentity, encryptedPPID: String, manifest: String, apiKey: String
    ) throws -> UpstreamRequest {
        let key = apiKey.isEmpty ? [] : [CollateralDocument.Header(name: "Ocp-Apim-Subscription-Key", value: apiKey)]
        var request = intel(.sgx, "pckcerts")
        request.headers = key
        if manifest.isEmpty {
            return UpstreamRequest(
                service: .pcs, url: request.url + "?encrypted_ppid=\(encryptedPPID)&pceid=\(platform.pceID)",
                headers: key)
        }
        let body = ["platformManifest": manifest, "pceid": platform.pceID]
        request.headers.append(CollateralDocument.Header(name: HeaderName.contentType, value: "application/json"))
        request.body = Array(try JSONEncoder().encode(body))
        return request
    }

    private func intel(_ tee: IntelTEE, _ target: String) -> UpstreamRequest {
        let base = tee == .sgx ? pcs : pcs.replacing("/sgx/certification/v4/", with: "/tdx/certification/v4/")
        return UpstreamRequest(service: .pcs, url: base + target)
    }
}
