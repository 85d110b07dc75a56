internal import EnclaveProtocol
internal import Journal

/// What the audit learns of one request.
struct AuditEvent: Sendable {
    var identity: String
    var tenant: String
    var operation: String
    var key: Identifier?
    var name: String?
    var outcome = "ok"
    var count: UInt64?
    var certificate: AuditCertificate?
    var detail: String?

    init(
        _ caller: Caller, key: Identifier? = nil, name: String? = nil, detail: String? = nil,
        certificate: AuditCertificate? = nil
    ) {
        identity = caller.identity
        tenant = caller.tenant
        operation = caller.operation.name
        self.key = key
        self.name = name
        self.certificate = certificate
        self.detail = Self.join(detail, caller.authorization)
    }

    init(identity: String, tenant: String, operation: String) {
        self.identity = identity
        self.tenant = tenant
        self.operation = operation
    }

    /// A refusal, with what was refused.
    init(refused operation: String, identity: String, tenant: String, because refusal: Refusal) {
        self.init(identity: identity, tenant: tenant, operation: operation)
        outcome = refusal.code.name
        detail = String(refusal.message.prefix(256))
    }

    private static func join(_ detail: String?, _ authorization: VerifiedAuthorization?) -> String? {
        guard let authorization else { return detail }
        let signers = "administrators " + authorization.administrators.joined(separator: " ")
        return detail.map { $0 + "; " + signers } ?? signers
    }
}
