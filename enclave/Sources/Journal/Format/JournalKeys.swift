package import Crypto
internal import EnclaveProtocol

/// Keys derived from the domain key for one member's journal; the domain key itself is not kept.
package struct JournalKeys: Sendable, Equatable {
    /// What is authenticated without being sealed.
    enum Purpose: String, CaseIterable {
        case header = "casemate/journal/header/1"
        case fence = "casemate/journal/fence/1"
        case end = "casemate/journal/end/1"
        case state = "casemate/journal/state/1"
    }

    private let domainKey: SymmetricKey
    private let header: SymmetricKey
    private let fence: SymmetricKey
    private let end: SymmetricKey
    private let state: SymmetricKey

    package init(domainKey: SymmetricKey) {
        self.domainKey = domainKey
        func derive(_ purpose: Purpose) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: domainKey, info: Array(purpose.rawValue.utf8), outputByteCount: 32)
        }
        header = derive(.header)
        fence = derive(.fence)
        end = derive(.end)
        state = derive(.state)
    }

    /// Whether both come from one domain key; in constant time.
    package static func == (left: JournalKeys, right: JournalKeys) -> Bool { left.domainKey == right.domainKey }

    /// The key of one file's records: salted by 32 random bytes of its header, so no nonce depends on stored state.
    func records(of header: SealedHeader) -> SymmetricKey {
        var info = Array((header.kind == .segment ? "casemate/journal/1" : "casemate/snapshot/1").utf8)
        info += header.identity.member.bytes
        info.append(bigEndian: header.number)
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: domainKey, salt: header.salt, info: info, outputByteCount: 32)
    }

    func authenticate(_ purpose: Purpose, _ bytes: [UInt8]) -> Hash256 {
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: key(purpose))
        return Hash256(Array(code)) ?? .zero
    }

    /// In constant time.
    func verify(_ purpose: Purpose, _ bytes: [UInt8], mac: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: bytes, using: key(purpose))
    }

    private func key(_ purpose: Purpose) -> SymmetricKey {
        switch purpose {
        case .header: header
        case .fence: fence
        case .end: end
        case .state: state
        }
    }
}
