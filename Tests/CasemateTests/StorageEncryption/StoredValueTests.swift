import Testing

@testable import CasemateCommands

/// What raw values say of themselves, and what becomes of those that lie.
struct StoredValueTests {
    private func value(_ prefix: String, _ rest: [UInt8] = []) -> StoredValue { StoredValue(Array(prefix.utf8) + rest) }

    private func isUnreadable(_ prefix: String, _ rest: [UInt8] = []) -> Bool { value(prefix, rest).isUnreadable }

    private static let seed = [UInt8](repeating: 7, count: 60)
    private static let whole = StoredMessage(data: [1], keyID: Array("key-1".utf8), seed: seed)
    private static let prefix = "k8s:enc:kms:v2:casemate:"

    @Test(arguments: ["", "k8s\u{0}\n", "{\"kind\":\"Secret\"}", "k8s:en", " k8s:enc:kms:v2:a:"])
    func everythingElseIsPlain(_ text: String) {
        #expect(value(text) == .plain)
    }

    @Test func providersThatNameNoKeyID() {
        let sealed = [UInt8](repeating: 1, count: 48)
        let expected: [(String, StoredValue.Provider)] = [
            ("aesgcm", .aesgcm), ("aescbc", .aescbc), ("secretbox", .secretbox),
        ]
        for (name, provider) in expected {
            let seal = StoredValue.Seal(provider: provider, name: "k1", keyID: nil)
            #expect(value("k8s:enc:\(name):v1:k1:", sealed) == .encrypted(seal))
            #expect(isUnreadable("k8s:enc:\(name):v1:k1:", Array(sealed.prefix(27))))
            #expect(isUnreadable("k8s:enc:\(name):v2:k1:", sealed))
        }
        #expect(isUnreadable("k8s:enc:aescbc:v1:k1:", sealed + [1]))
    }

    @Test func version1OfTheKMSAPI() {
        let rest = [0, 3, 9, 9, 9] + [UInt8](repeating: 1, count: 28)
        #expect(
            value("k8s:enc:kms:v1:legacy:", rest) == .encrypted(.init(provider: .kms1, name: "legacy", keyID: nil)))
        for broken in [[], [0], [0, 0] + rest, Array(rest.dropLast()), [0xff] + rest] {
            #expect(isUnreadable("k8s:enc:kms:v1:legacy:", broken))
        }
    }

    @Test func version2NamesItsKeyID() {
        #expect(
            value(Self.prefix, Self.whole.bytes)
                == .encrypted(.init(provider: .kms2, name: "casemate", keyID: "key-1")))
    }

    @Test func unknownFieldsAreSkippedAndTheLastOfTwoCounts() {
        let unknown: [UInt8] = [0x7a, 2, 1, 1, 0x81, 1] + [UInt8](repeating: 0, count: 8) + [0x85, 1, 0, 0, 0, 0]
        let again = StoredMessage.field(2, Array("key-2".utf8))
        #expect(
            value(Self.prefix, unknown + Self.whole.bytes + again)
                == .encrypted(.init(provider: .kms2, name: "casemate", keyID: "key-2")))
    }

    @Test func limitsOfVersion2() {
        func isWhole(_ change: (inout StoredMessage) -> Void) -> Bool {
            var message = Self.whole
            change(&message)
            return !isUnreadable(Self.prefix, message.bytes)
        }
        #expect(isWhole { $0.keyID = [UInt8](repeating: 0x61, count: 1024) })
        #expect(!isWhole { $0.keyID = [UInt8](repeating: 0x61, count: 1025) })
        #expect(!isWhole { $0.keyID = [] })
        #expect(!isWhole { $0.keyID = [0xff] })
        #expect(isWhole { $0.seed = [UInt8](repeating: 1, count: 1024) })
        #expect(!isWhole { $0.seed = [UInt8](repeating: 1, count: 1025) })
        #expect(!isWhole { $0.seed = [] })
        #expect(!isWhole { $0.data = [] })
        #expect(isWhole { $0.kind = 0 })
        #expect(!isWhole { $0.kind = 2 })
    }

    @Test func everyTruncationIsUnreadable() {
        let bytes = Self.whole.bytes
        for length in 0..<bytes.count - 2 {
            #expect(isUnreadable(Self.prefix, Array(bytes.prefix(length))), "\(length)")
        }
        let prefix = Array(Self.prefix.utf8)
        for length in 8..<prefix.count { #expect(StoredValue(Array(prefix.prefix(length))).isUnreadable, "\(length)") }
    }

    @Test(arguments: [
        [0x0b], [0x0c], [0x0e], [0x07], [0x00, 0x00], [0x0a], [0x0a, 0x05, 1],
        [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0x28] + [UInt8](repeating: 0xff, count: 11),
        [0x0d, 1, 2, 3], [0x09, 1, 2, 3], [0x08, 1],
    ])
    func whatIsNoMessageIsUnreadable(_ bytes: [UInt8]) {
        #expect(isUnreadable(Self.prefix, bytes))
        #expect(isUnreadable(Self.prefix, Self.whole.bytes + bytes))
    }

    @Test(arguments: ["k8s:enc:", "k8s:enc:kms", "k8s:enc:kms:v2::", "k8s:enc:other:v1:x:", "k8s:enc:kms:v3:x:"])
    func prefixesOfNobody(_ prefix: String) {
        #expect(isUnreadable(prefix, Self.whole.bytes))
    }

    @Test func namesAreBounded() {
        #expect(!isUnreadable("k8s:enc:kms:v2:" + String(repeating: "n", count: 1024) + ":", Self.whole.bytes))
        #expect(isUnreadable("k8s:enc:kms:v2:" + String(repeating: "n", count: 1025) + ":", Self.whole.bytes))
    }

    @Test func whatOthersWroteIsShownWithoutControlCharacters() {
        let seal = StoredValue.Seal(provider: .kms2, name: "a\u{1b}[2J", keyID: "b\nc")
        #expect(StoredValue.encrypted(seal).text == "kms-v2 a\\u{1b}[2J, key id b\\u{a}c")
    }

    @Test func randomBytesNeverTrap() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let length = Int.random(in: 0..<80, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = value(Self.prefix, bytes)
            _ = value("k8s:enc:", bytes)
        }
    }
}

/// The message behind the prefix of KMS v2, written field by field.
private struct StoredMessage {
    var data: [UInt8]
    var keyID: [UInt8]
    var seed: [UInt8]
    var kind: UInt8 = 1

    var bytes: [UInt8] {
        Self.field(1, data) + Self.field(2, keyID) + Self.field(3, seed)
            + Self.field(4, Self.field(1, Array("a.b".utf8)) + Self.field(2, [1])) + [5 << 3, kind]
    }

    static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count
        let size = length < 128 ? [UInt8(length)] : [UInt8(length & 0x7f | 0x80), UInt8(length >> 7)]
        return [number << 3 | 2] + size + content
    }
}
