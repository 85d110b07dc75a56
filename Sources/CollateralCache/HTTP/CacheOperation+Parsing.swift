extension CacheOperation {
    /// What this method, path and query ask for: Intel's paths (`/sgx/certification/v4/tcb`), or AMD's.
    init(method: String, path: String, parameters: QueryParameters) throws(CacheRefusal) {
        let segments = path.split(separator: "/")
        if let request = try AMDRequest(segments: segments, parameters: parameters) {
            self = .document(.amd(request), .asReceived)
            try Self.require(method, in: ["GET"])
            return
        }
        guard segments.count >= 4, segments[1] == "certification", let tee = IntelTEE(rawValue: String(segments[0])),
            let version = APIVersion(rawValue: String(segments[2])), tee == .sgx || version == .v4
        else { throw CacheRefusal(.notCached, "Ask under /sgx/certification/v4 or /tdx/certification/v4.") }
        let name = segments[3...].joined(separator: "/")
        let arguments = RequestArguments(parameters: parameters, tee: tee, version: version)
        if let document = try arguments.document(name) {
            self = document
        } else if let service = try arguments.service(name, method: method) {
            self = service
        } else {
            throw CacheRefusal(.notCached, "There is no \(tee)/\(name).")
        }
        try Self.require(method, in: methods)
    }

    private var methods: [String] {
        switch self {
        case .document, .pckCertificate, .listPlatforms, .policies: ["GET"]
        case .registerPlatform: ["POST"]
        case .importCollateral, .storePolicy: ["PUT"]
        case .refresh: ["GET", "POST"]
        }
    }

    private static func require(_ method: String, in allowed: [String]) throws(CacheRefusal) {
        guard allowed.contains(method) || (method == "HEAD" && allowed.contains("GET")) else {
            throw CacheRefusal(.methodNotAllowed, "Use \(allowed.joined(separator: " or ")).")
        }
    }
}
