import EnclaveProtocol
import Testing

@testable import KeyOperations

@Suite struct RecoveryTests {
    private let secret = RandomBytes.make(32)

    @Test func fieldIsAField() {
        // FIPS 197 §4.2: {57} · {83} = {c1}; §4.2.1: {57} · {13} = {fe}.
        #expect((FieldElement(0x57) * FieldElement(0x83)).value == 0xC1)
        #expect((FieldElement(0x57) * FieldElement(0x13)).value == 0xFE)
        for value in UInt8(1)...255 { #expect(FieldElement(value) * FieldElement(value).inverse == .one) }
        #expect(FieldElement.zero.inverse == .zero)
    }

    @Test func everySubsetOfThresholdOpens() throws {
        let shares = try SecretSharing.split(secret, threshold: 3, shares: 5)
        for mask in 0..<32 {
            let chosen = shares.indices.filter { mask >> $0 & 1 == 1 }.map { shares[$0] }
            if chosen.count >= 3 {
                #expect(try SecretSharing.combine(chosen) == secret)
            } else {
                #expect(throws: KeyError.self) { try SecretSharing.combine(chosen) }
            }
        }
    }

    @Test(arguments: [(1, 1), (1, 255), (255, 255), (2, 3)]) func extremesOpen(_ threshold: Int, _ count: Int) throws {
        let shares = try SecretSharing.split(secret, threshold: threshold, shares: count)
        #expect(try SecretSharing.combine(shares.suffix(threshold)) == secret)
    }

    @Test(arguments: [(0, 1), (2, 1), (1, 256), (0, 0)]) func senselessThresholdsAreRefused(_ k: Int, _ n: Int) {
        #expect(throws: KeyError.thresholdInvalid(threshold: k, shares: n)) {
            try SecretSharing.split(secret, threshold: k, shares: n)
        }
    }

    @Test func wrongSharesAreNamed() throws {
        let first = try SecretSharing.split(secret, threshold: 2, shares: 3)
        let second = try SecretSharing.split(secret, threshold: 2, shares: 3)
        #expect(throws: KeyError.shareSetMixed) { try SecretSharing.combine([first[0], second[1]]) }
        #expect(throws: KeyError.shareRepeated(index: 1)) { try SecretSharing.combine([first[0], first[0]]) }
        #expect(throws: KeyError.sharesMissing(needed: 2, given: 1)) { try SecretSharing.combine([first[0]]) }
        let forged = RecoveryShare(
            header: first[1].header, index: 2, commitment: first[1].commitment, value: second[1].value)
        #expect(throws: KeyError.shareDamaged) { try SecretSharing.combine([first[0], forged]) }
        let bytes = first[0].bytes
        #expect(try RecoveryShare(bytes: bytes) == first[0])
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= 1
            #expect(throws: KeyError.self) { try RecoveryShare(bytes: changed) }
        }
    }

    @Test func holdersOpenOffline() throws {
        let holder = try LiveKey.generate(.p256)
        let stranger = try LiveKey.generate(.p256)
        let share = try SecretSharing.split(secret, threshold: 1, shares: 2)[1]
        let text = try SealedShare(sealing: share, to: #require(holder.publicKeySPKI)).text
        let kept = try SealedShare(Array(text.utf8))
        #expect((kept.index, kept.threshold, kept.count) == (2, 1, 2))
        let opened = try kept.open(with: PrivateKeyReader.read(#require(holder.pkcs8)))
        #expect(opened == share)
        #expect(try SecretSharing.combine([opened]) == secret)
        #expect(throws: KeyError.shareOfOtherHolder) { try kept.open(with: stranger) }
    }
}
