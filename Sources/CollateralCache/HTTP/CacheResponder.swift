internal import EnclaveProtocol
internal import FoundationEssentials
internal import HTTPTypes
package import Hummingbird
internal import NIOCore

/// Answers the paths of Intel's caching service, and of AMD's key distribution.
package struct CacheResponder: HTTPResponder {
    package typealias Context = BasicRequestContext

    private let cache: CollateralCache
    private let access: AccessRules

    /// A responder over a cache.
    package init(cache: CollateralCache, access: AccessRules) {
        self.cache = cache
        self.access = access
    }

    package func respond(to request: Request, context: Context) async throws -> Response {
        let began = ContinuousClock.now
        var name = "unknown"
        var answer: CacheAnswer
        do {
            let operation = try CacheOperation(
                method: request.method.rawValue, path: request.uri.path,
                parameters: try QueryParameters(request.uri.query))
            name = operation.name
            try access.check(operation, request)
            answer = try await perform(operation, request)
        } catch {
            let asJSON = request.headers[.accept]?.contains("application/json") ?? false
            answer = CacheAnswer(cache.refusal(for: error, subject: name), asJSON: asJSON)
        }
        if request.uri.path.hasPrefix("/sgx/certification/v3/") { answer.headers.append(Self.endOfVersion3) }
        let elapsed = (ContinuousClock.now - began).components
        cache.metrics.request(
            name, status: answer.status, seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
        let response = answer.response(requestID: Self.requestID(request))
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func perform(_ operation: CacheOperation, _ request: Request) async throws -> CacheAnswer {
        switch operation {
        case .document(let item, let encoding): return encoding.answer(try await cache.document(item), item)
        case .pckCertificate(let query):
            let answer = try await cache.pckCertificate(query)
            return CacheAnswer(
                contentType: "application/x-pem-file", body: Array(answer.certificate.pem.utf8),
                headers: answer.headers)
        case .registerPlatform(let update):
            try await cache.register(
                try PlatformRegistration(body: try await access.bodyLimits.collect(request.body)), update: update)
            return .done
        case .listPlatforms(let source): return try Self.list(try await cache.platforms(source))
        case .importCollateral(let version):
            try await cache.importCollateral(try await access.bodyLimits.collect(request.body), version: version)
            return .done
        case .refresh(let scope):
            try await cache.refresh(scope)
            return .done
        case .storePolicy:
            let policy = try AppraisalPolicyText(body: try await access.bodyLimits.collect(request.body))
            return CacheAnswer(
                text: try await cache.store.keepPolicy(
                    policy.policy, fmspc: policy.fmspc, isDefault: policy.is_default))
        case .policies(let fmspc):
            let policies = try await cache.store.defaultPolicies(fmspc: fmspc)
            guard !policies.isEmpty else { throw CacheRefusal(.notCached, "No default policy is stored for it.") }
            return CacheAnswer(text: policies.joined(separator: ","))
        }
    }

    private static func list(_ platforms: [PlatformRegistration]) throws -> CacheAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return CacheAnswer(
            contentType: "application/json", body: Array(try encoder.encode(platforms)),
            headers: [.init(name: "platform-count", value: String(platforms.count))])
    }

    /// The client's own, when it is a harmless word; else a new one.
    private static func requestID(_ request: Request) -> String {
        if let name = HTTPField.Name("Request-ID"), let given = request.headers[name],
            (1...64).contains(given.utf8.count),
            given.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5a).contains($0 & 0xdf) || $0 == 0x2d })
        {
            return given
        }
        return Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
    }

    private static let endOfVersion3 = CollateralDocument.Header(
        name: HeaderName.warning,
        value: "299 - \"PCS API version 3 has ended: what is cached of it is not refreshed and may expire. Use v4.\"")
}

extension CacheOperation.Encoding {
    /// The document as it is sent; one past its date says so.
    fileprivate func answer(_ served: ServedDocument, _ item: CollateralItem) -> CacheAnswer {
        let document = served.document
        var headers = document.headers.filter { $0.name != HeaderName.contentType }
        if served.isExpired { headers.append(.init(name: HeaderName.warning, value: "110 - \"Response is Stale\"")) }
        switch self {
        case .hex:
            return CacheAnswer(
                contentType: "text/plain; charset=utf-8", body: Array(Hex.encode(document.body).utf8),
                headers: headers)
        case .pem:
            return CacheAnswer(
                contentType: "application/x-pem-file", body: RevocationText.pem(document.body), headers: headers)
        case .asReceived:
            return CacheAnswer(
                contentType: item.contentType ?? document.header(HeaderName.contentType) ?? "application/json",
                body: document.body, headers: headers)
        }
    }
}

extension CollateralItem {
    /// The type of what is stored as DER; the rest keeps the one it came with.
    fileprivate var contentType: String? {
        switch self {
        case .pckCRL, .rootCRL: "application/pkix-crl"
        default: nil
        }
    }
}
