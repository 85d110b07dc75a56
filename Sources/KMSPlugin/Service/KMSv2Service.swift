internal import FoundationEssentials
internal import GRPCCore
internal import ServiceProtos

/// Version 2 of the API, as gRPC calls it.
struct KMSv2Service: V2_KeyManagementService.SimpleServiceProtocol {
    /// Never changes while the process lives: kube-apiserver refuses another string from then on.
    static let version = "v2"
    /// Which enclave sealed: for a person who finds the value in etcd. Authenticated like the key id.
    static let instanceAnnotation = "instance.casemate.internal"
    /// 128 random bits: binds the other annotations to this one message, so that parts of two never fit together.
    static let messageAnnotation = "message.casemate.internal"

    let envelopes: Envelopes
    let monitor: KeyMonitor
    let observer: CallObserver

    /// Answers from what the monitor knows: never waits for the enclave. Where the key is not proven usable the call
    /// itself fails, because kube-apiserver goes on writing under any text in `healthz`.
    func status(request: V2_StatusRequest, context: ServerContext) async throws -> V2_StatusResponse {
        try await observer.observe(context) { () async throws(KMSError) in
            var response = V2_StatusResponse()
            response.keyID = try monitor.proven().description
            response.version = Self.version
            response.healthz = "ok"
            return response
        }
    }

    func encrypt(request: V2_EncryptRequest, context: ServerContext) async throws -> V2_EncryptResponse {
        try await observer.observe(context, uid: request.uid) { () async throws(KMSError) in
            let annotations = newAnnotations()
            let sealed = try await envelopes.seal(Array(request.plaintext)) {
                WrapContext.v2($0.description, annotations: annotations)
            }
            var response = V2_EncryptResponse()
            response.ciphertext = Data(sealed.envelope)
            response.keyID = sealed.key.description
            response.annotations = annotations
            return response
        }
    }

    func decrypt(request: V2_DecryptRequest, context: ServerContext) async throws -> V2_DecryptResponse {
        try await observer.observe(context, uid: request.uid) { () async throws(KMSError) in
            try MessageLimits.checkKeyID(request.keyID)
            try MessageLimits.checkCiphertext(request.ciphertext.count)
            try MessageLimits.checkAnnotations(request.annotations)
            let plaintext = try await envelopes.open(
                Array(request.ciphertext), keyID: request.keyID,
                context: .v2(request.keyID, annotations: request.annotations))
            var response = V2_DecryptResponse()
            response.plaintext = Data(plaintext)
            return response
        }
    }

    private func newAnnotations() -> [String: Data] {
        let message = withUnsafeBytes(of: UInt128.random(in: 0 ... .max)) { Data($0) }
        return [Self.instanceAnnotation: Data(envelopes.instance.utf8), Self.messageAnnotation: message]
    }
}
