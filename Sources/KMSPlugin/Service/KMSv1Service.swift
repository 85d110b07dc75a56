internal import EnclaveProtocol
internal import FoundationEssentials
internal import GRPCCore
internal import ServiceProtos

/// Version 1 of the API, for API servers that still run with the feature gate KMSv1.
struct KMSv1Service: V1beta1_KeyManagementService.SimpleServiceProtocol {
    static let version = "v1beta1"

    let envelopes: Envelopes
    let observer: CallObserver

    func version(request: V1beta1_VersionRequest, context: ServerContext) async throws -> V1beta1_VersionResponse {
        try await observer.observe(context) { () async throws(KMSError) in
            var response = V1beta1_VersionResponse()
            response.version = Self.version
            response.runtimeName = "casemate"
            response.runtimeVersion = ProgramVersion.current
            return response
        }
    }

    func encrypt(request: V1beta1_EncryptRequest, context: ServerContext) async throws -> V1beta1_EncryptResponse {
        try await observer.observe(context) { () async throws(KMSError) in
            try Self.check(request.version)
            let sealed = try await envelopes.seal(Array(request.plain)) { .v1beta1($0.description) }
            var response = V1beta1_EncryptResponse()
            response.cipher = Data(LegacyCipher(key: sealed.key, envelope: sealed.envelope).bytes)
            return response
        }
    }

    func decrypt(request: V1beta1_DecryptRequest, context: ServerContext) async throws -> V1beta1_DecryptResponse {
        try await observer.observe(context) { () async throws(KMSError) in
            try Self.check(request.version)
            try MessageLimits.checkLegacyCipher(request.cipher.count)
            guard let cipher = LegacyCipher(Array(request.cipher)) else { throw KMSError.notAuthentic }
            let plaintext = try await envelopes.open(
                cipher.envelope, keyID: cipher.keyID, context: .v1beta1(cipher.keyID))
            var response = V1beta1_DecryptResponse()
            response.plain = Data(plaintext)
            return response
        }
    }

    private static func check(_ version: String) throws(KMSError) {
        guard version == Self.version else {
            throw KMSError(.invalidRequest, "This is version \(Self.version) of the API; the request names another.")
        }
    }
}
