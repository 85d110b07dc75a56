import Testing

@testable import KMIP

/// What states and dates allow; the server is not asked to refuse.
@Suite struct KeyUseTests {
    private static let now: Int64 = 1_000_000

    private static func key(_ change: (inout KMIPKeyAttributes) -> Void) throws -> KMIPKeyUse {
        var key = try KMIPKeyAttributes.sample()
        change(&key)
        return key.use(at: now)
    }

    private static func isNone(_ use: KMIPKeyUse, _ word: String) -> Bool {
        guard case .none(let reason, let remedy) = use else { return false }
        return reason.contains(word) && !remedy.isEmpty
    }

    private static func isDecryptOnly(_ use: KMIPKeyUse) -> Bool {
        guard case .decryptOnly(let reason) = use else { return false }
        return !reason.isEmpty
    }

    @Test func anActiveKeyEncrypts() throws {
        #expect(try Self.key { _ in } == .encryptAndDecrypt)
        #expect(try Self.key { $0.usage = [.wrap, .unwrap] } == .encryptAndDecrypt)
        #expect(try Self.key { $0.activationDate = Self.now } == .encryptAndDecrypt)
        #expect(try Self.key { $0.deactivationDate = Self.now + 1 } == .encryptAndDecrypt)
        #expect(try Self.key { $0.protectStopDate = Self.now + 1 } == .encryptAndDecrypt)
    }

    @Test func aDeactivatedKeyDecryptsOnly() throws {
        #expect(Self.isDecryptOnly(try Self.key { $0.state = .deactivated }))
        #expect(Self.isDecryptOnly(try Self.key { $0.deactivationDate = Self.now }))
        #expect(Self.isDecryptOnly(try Self.key { $0.protectStopDate = Self.now }))
        #expect(Self.isDecryptOnly(try Self.key { $0.usage = .decrypt }))
    }

    @Test func aCompromisedKeyIsNotUsedWhateverElseIsSaid() throws {
        #expect(Self.isNone(try Self.key { $0.state = .compromised }, "compromised"))
        #expect(Self.isNone(try Self.key { $0.state = .destroyedCompromised }, "compromised"))
        #expect(Self.isNone(try Self.key { $0.compromiseDate = 1 }, "compromised"))
        #expect(Self.isNone(try Self.key { $0.compromiseOccurrenceDate = 1 }, "compromised"))
        #expect(Self.isNone(try Self.key { ($0.state, $0.compromiseDate) = (.deactivated, 1) }, "compromised"))
    }

    @Test func otherKeysAreNotUsed() throws {
        #expect(Self.isNone(try Self.key { $0.state = .destroyed }, "destroyed"))
        #expect(Self.isNone(try Self.key { $0.state = nil }, "no state"))
        #expect(Self.isNone(try Self.key { $0.algorithm = 2 }, "256 bits"))
        #expect(Self.isNone(try Self.key { $0.length = 128 }, "256 bits"))
        #expect(Self.isNone(try Self.key { $0.usage = .encrypt }, "usage mask"))
    }

    @Test func aKeyThatIsNotActiveYetIsLeftForLater() throws {
        for use in [
            try Self.key { $0.state = .preActive }, try Self.key { $0.activationDate = Self.now + 1 },
            try Self.key { $0.processStartDate = Self.now + 1 },
        ] {
            guard case .notYet(let reason) = use else { return #expect(Bool(false), "it is \(use)") }
            #expect(!reason.isEmpty)
        }
    }

    @Test func theNewestComesFirst() throws {
        let keys = [
            try KMIPKeyAttributes.sample("b", made: 10), try .sample("c", made: 30), try .sample("a", made: 30),
        ]
        #expect(keys.sorted(by: KMIPKeyAttributes.isNewer).map(\.identifier.text) == ["c", "a", "b"])
    }
}

extension KMIPKeyAttributes {
    /// An AES-256 key that may be used for all.
    static func sample(
        _ identifier: String = "1", made: Int64 = 10, _ state: KMIPKeyState = .active
    ) throws -> KMIPKeyAttributes {
        var key = KMIPKeyAttributes(identifier: try #require(KMIPIdentifier(identifier)))
        key.state = state
        key.algorithm = 3
        key.length = 256
        key.usage = [.encrypt, .decrypt]
        key.initialDate = made
        return key
    }
}
