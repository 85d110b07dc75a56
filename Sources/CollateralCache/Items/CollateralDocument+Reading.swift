internal import FoundationEssentials
internal import X509Core

extension CollateralDocument {
    /// Reads what upstream sent for an item, so far that nothing foreign is ever stored; throws `UnexpectedContent`.
    ///
    /// CRLs become DER whatever their encoding was; everything else stays as received. Signatures are not checked here:
    /// the verifier does that, with its own root and its own clock.
    init(_ item: CollateralItem, body: [UInt8], headers: [Header], fetched: Int64) throws {
        do {
            let content = item.isRevocationList ? try RevocationText.der(body) : body
            self.init(
                body: content, headers: headers, fetched: fetched,
                expires: try Self.expiry(of: item, content, fetched: fetched))
        } catch let error as X509Error {
            throw UnexpectedContent("The answer is malformed: \(error.message)")
        }
        if let name = item.issuerChainHeader, header(name) == nil {
            throw UnexpectedContent("The answer has no \(name).")
        }
    }

    private static let listLifetime: Int64 = 86_400

    private static func expiry(of item: CollateralItem, _ body: [UInt8], fetched: Int64) throws -> Int64 {
        switch item {
        case .tcbInfo(let tee, let fmspc, _, _):
            let info = try signed(body).tcbInfo
            guard let info, info.fmspc?.uppercased() == fmspc, info.id ?? "SGX" == tee.rawValue.uppercased() else {
                throw UnexpectedContent("The answer is not the TCB info of \(fmspc).")
            }
            return try info.expiry()
        case .qeIdentity, .qveIdentity, .qaeIdentity:
            guard let identity = try signed(body).enclaveIdentity, identity.id == item.identityName else {
                throw UnexpectedContent("The answer is not this enclave's identity.")
            }
            return try identity.expiry()
        case .evaluationNumbers:
            guard let numbers = try signed(body).tcbEvaluationDataNumbers else {
                throw UnexpectedContent("The answer is not a list of evaluations.")
            }
            return try numbers.expiry()
        case .fmspcs:
            guard body.first == UInt8(ascii: "[") else { throw UnexpectedContent("The answer is not a list.") }
            return fetched + listLifetime
        case .pckCRL, .rootCRL: return try revocationExpiry(body)
        case .amd(let request): return try amdExpiry(request, body)
        }
    }

    private static func revocationExpiry(_ body: [UInt8]) throws -> Int64 {
        guard let next = try CertificateRevocationList(body).nextUpdate else {
            throw UnexpectedContent("The CRL names no next update.")
        }
        return next
    }

    private static func amdExpiry(_ request: AMDRequest, _ body: [UInt8]) throws -> Int64 {
        switch request.kind {
        case .crl: return try revocationExpiry(body)
        case .certificate: return try Certificate(body).content.notAfter
        case .chain:
            guard let first = try Certificate.readAll(body).map(\.content.notAfter).min() else {
                throw UnexpectedContent("The chain is empty.")
            }
            return first
        }
    }

    private static func signed(_ body: [UInt8]) throws -> SignedDocument {
        do {
            return try JSONDecoder().decode(SignedDocument.self, from: Data(body))
        } catch {
            throw UnexpectedContent("The answer is not signed JSON.")
        }
    }
}

/// What the cache reads of Intel's signed documents.
private struct SignedDocument: Decodable {
    struct Content: Decodable {
        let id: String?
        let fmspc: String?
        let nextUpdate: String

        func expiry() throws -> Int64 {
            guard let date = try? Date(nextUpdate, strategy: .iso8601) else {
                throw UnexpectedContent("nextUpdate is not a date.")
            }
            return Int64(date.timeIntervalSince1970)
        }
    }
    let tcbInfo: Content?
    let enclaveIdentity: Content?
    let tcbEvaluationDataNumbers: Content?
    let signature: String
}

extension CollateralItem {
    fileprivate var isRevocationList: Bool {
        switch self {
        case .pckCRL, .rootCRL: true
        case .amd(let request): request.kind == .crl
        default: false
        }
    }

    fileprivate var identityName: String? {
        switch self {
        case .qeIdentity(.sgx, _, _): "QE"
        case .qeIdentity(.tdx, _, _): "TD_QE"
        case .qveIdentity: "QVE"
        case .qaeIdentity: "QAE"
        default: nil
        }
    }
}
