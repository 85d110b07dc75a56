internal import Crypto
internal import EnclaveProtocol
internal import FoundationEssentials

/// Seals and opens the payloads of one file: AES-256-GCM, the nonce is the record's index in the file, the additional
/// data is the hash of the file's header and the entry.
struct RecordSeal: Sendable {
    static let tagLength = 16

    let id: FileID
    let header: SealedHeader
    let encodedHeader: [UInt8]
    let headerHash: [UInt8]
    /// What the file's header and end are authenticated with.
    let keys: JournalKeys
    private let key: SymmetricKey

    init(_ header: SealedHeader, _ keys: JournalKeys) {
        self.header = header
        self.keys = keys
        id = FileID(header.kind, header.number)
        encodedHeader = header.encoded(keys)
        headerHash = Hash256.of(encodedHeader).bytes
        key = keys.records(of: header)
    }

    /// Ciphertext and tag. `bound` starts with `headerHash`.
    func seal(_ plain: [UInt8], index: UInt32, bound: [UInt8]) throws(JournalError) -> [UInt8] {
        do {
            let nonce = try AES.GCM.Nonce(data: Self.nonce(index))
            let box = try AES.GCM.seal(plain, using: key, nonce: nonce, authenticating: bound)
            var sealed: [UInt8] = []
            sealed.reserveCapacity(plain.count + Self.tagLength)
            unsafe box.ciphertext.withUnsafeBytes { unsafe sealed.append(contentsOf: $0) }
            unsafe box.tag.withUnsafeBytes { unsafe sealed.append(contentsOf: $0) }
            return sealed
        } catch {
            throw JournalError(
                .resourceExhausted, file: id.name, "The record could not be sealed. Restart the enclave.")
        }
    }

    /// The plaintext, or nil when it is not what was sealed at this index with this entry.
    func open(_ sealed: [UInt8], index: UInt32, bound: [UInt8]) -> [UInt8]? {
        // One array in the library's order: taking slices costs it more than opening.
        guard sealed.count >= Self.tagLength, let box = try? AES.GCM.SealedBox(combined: Self.nonce(index) + sealed),
            let plain = try? AES.GCM.open(box, using: key, authenticating: bound)
        else { return nil }
        return [UInt8](plain)
    }

    private static func nonce(_ index: UInt32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 8)
        bytes.append(bigEndian: index)
        return bytes
    }
}
