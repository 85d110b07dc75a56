/// What kube-apiserver stores behind the prefix of a KMS v2 provider, as far as it is not secret: the key id.
///
/// Source: Kubernetes, `k8s.io/apiserver/pkg/storage/value/encrypt/envelope/kmsv2/v2/api.proto` and `envelope.go` beside.
struct EncryptedObject {
    /// The key-encryption key that the plugin named when the seed was sealed.
    let keyID: String

    /// Why a value is none.
    enum Fault: String, Error {
        case malformed = "its message cannot be read"
        case noKeyID = "it names no key id"
        case longKeyID = "its key id is longer than 1024 bytes"
        case noSeed = "it carries no sealed seed, or one longer than 1024 bytes"
        case noData = "it carries no data"
        case unknownSeed = "its kind of seed is unknown"
    }

    private static let limit = 1024

    init(_ message: ArraySlice<UInt8>) throws(Fault) {
        var data = 0
        var seed = 0
        var id: ArraySlice<UInt8> = []
        var kind: UInt64 = 0
        var reader = ProtobufReader(message)
        do {
            while let (field, value) = try reader.next() {
                switch (field, value) {
                case (1, .bytes(let bytes)): data = bytes.count
                case (2, .bytes(let bytes)): id = bytes
                case (3, .bytes(let bytes)): seed = bytes.count
                case (4, .bytes): break
                case (5, .varint(let number)): kind = number
                case (1...5, _): throw ProtobufReader.Malformed()
                default: break
                }
            }
        } catch {
            throw .malformed
        }
        guard !id.isEmpty else { throw .noKeyID }
        guard id.count <= Self.limit else { throw .longKeyID }
        guard let text = String(validating: id, as: UTF8.self) else { throw .malformed }
        guard (1...Self.limit).contains(seed) else { throw .noSeed }
        guard data > 0 else { throw .noData }
        guard kind <= 1 else { throw .unknownSeed }
        keyID = text
    }
}
