/// What a raw value in etcd says of itself: whether it is encrypted, by which provider and under which key.
///
/// It is what the value says. Whether it opens, only its provider can tell.
enum StoredValue: Hashable, Sendable {
    /// As the `identity` provider stores: anyone who reads etcd reads it.
    case plain
    /// By a provider of kube-apiserver.
    case encrypted(Seal)
    /// It begins as an encrypted value does and is none; kube-apiserver would not open it.
    case unreadable(String)

    /// Who encrypted a value.
    struct Seal: Hashable, Sendable {
        let provider: Provider
        /// The provider's name for KMS, the key's name otherwise; both as the encryption configuration calls them.
        let name: String
        /// The KMS v2 key id; nil for providers whose values name none.
        let keyID: String?
    }

    /// The providers, as reports call them.
    enum Provider: String, Sendable {
        case kms2 = "kms-v2"
        case kms1 = "kms-v1"
        case aesgcm
        case aescbc
        case secretbox
    }
}

extension StoredValue {
    private static let mark = Array("k8s:enc:".utf8)
    private static let longestName = 1024

    /// Reads the beginning of a value, and the message behind it where the provider is KMS v2.
    init(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.mark) else {
            self = .plain
            return
        }
        var rest = bytes.dropFirst(Self.mark.count)
        guard let kind = Self.word(&rest), let version = Self.word(&rest), let name = Self.word(&rest), !name.isEmpty
        else {
            self = .unreadable("its prefix is not whole")
            return
        }
        guard let provider = Self.provider(kind, version) else {
            self = .unreadable("no provider known here writes its prefix")
            return
        }
        self = Self.sealed(by: provider, name, rest)
    }

    private static func provider(_ kind: String, _ version: String) -> Provider? {
        switch (kind, version) {
        case ("kms", "v2"): .kms2
        case ("kms", "v1"): .kms1
        case ("aesgcm", "v1"): .aesgcm
        case ("aescbc", "v1"): .aescbc
        case ("secretbox", "v1"): .secretbox
        default: nil
        }
    }

    private static func sealed(by provider: Provider, _ name: String, _ rest: ArraySlice<UInt8>) -> StoredValue {
        guard provider == .kms2 else {
            guard isWhole(rest, provider) else { return .unreadable("its ciphertext is not whole") }
            return .encrypted(Seal(provider: provider, name: name, keyID: nil))
        }
        do throws(EncryptedObject.Fault) {
            let object = try EncryptedObject(rest)
            return .encrypted(Seal(provider: provider, name: name, keyID: object.keyID))
        } catch {
            return .unreadable(error.rawValue)
        }
    }

    /// Whether there is room for nonce or IV, one block where there are blocks, and tag.
    private static func isWhole(_ rest: ArraySlice<UInt8>, _ provider: Provider) -> Bool {
        switch provider {
        case .aesgcm: return rest.count >= 12 + 16
        case .secretbox: return rest.count >= 24 + 16
        case .aescbc: return rest.count >= 32 && rest.count.isMultiple(of: 16)
        case .kms1, .kms2:
            guard let high = rest.first, let low = rest.dropFirst().first else { return false }
            let key = Int(high) << 8 | Int(low)
            return key > 0 && rest.count >= 2 + key + 12 + 16
        }
    }

    /// The text before the next colon, taken off with it.
    private static func word(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let colon = rest.prefix(longestName + 1).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        defer { rest = rest[(colon + 1)...] }
        return String(validating: rest[..<colon], as: UTF8.self)
    }
}
