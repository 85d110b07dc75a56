import TTLV
import Testing

@Suite struct SecretBytesTests {
    @Test func wipedBytesAreZero() {
        let secret = SecretBytes([1, 2, 3])
        secret.wipe()
        #expect(secret == SecretBytes([0, 0, 0]))
        #expect(secret.count == 3)
    }

    @Test func everyByteCounts() {
        #expect(SecretBytes([1, 2, 3]) == SecretBytes([1, 2, 3]))
        #expect(SecretBytes([1, 2, 3]) != SecretBytes([1, 2, 4]))
        #expect(SecretBytes([1, 2, 3]) != SecretBytes([1, 2]))
        #expect(SecretBytes([]) == SecretBytes([]))
    }

    @Test func theirTextIsTheirNumber() {
        #expect("\(SecretBytes([1, 2, 3]))" == "3 bytes")
    }
}
