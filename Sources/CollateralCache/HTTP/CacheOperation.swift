/// What a request asks of the cache.
enum CacheOperation: Hashable, Sendable {
    /// A published document; a CRL in the encoding asked for.
    case document(CollateralItem, Encoding)
    case pckCertificate(PCKCertificateQuery)
    case registerPlatform(PlatformUpdate)
    case listPlatforms(PlatformSource)
    case importCollateral(APIVersion)
    case refresh(RefreshScope)
    case storePolicy
    case policies(fmspc: String)

    /// How a document is sent.
    enum Encoding: Hashable, Sendable {
        case asReceived, hex, pem
    }

    /// Whose token it needs.
    enum Authority: Sendable {
        case nobody, user, administrator
    }

    var authority: Authority {
        switch self {
        case .document, .pckCertificate, .policies: .nobody
        case .registerPlatform: .user
        case .listPlatforms, .importCollateral, .refresh, .storePolicy: .administrator
        }
    }

    /// The word for metrics and logs.
    var name: String {
        switch self {
        case .document(let item, _): item.kind
        case .pckCertificate: "pckcert"
        case .registerPlatform, .listPlatforms: "platforms"
        case .importCollateral: "platformcollateral"
        case .refresh: "refresh"
        case .storePolicy, .policies: "appraisalpolicy"
        }
    }
}
