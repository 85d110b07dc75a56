import EnclaveProtocol
import Testing

@testable import KeyOperations

@Suite struct WrappingTests {
    private let context = Array("context".utf8)

    @Test(arguments: [0, 1, 32, 1000, 70_000]) func envelopesOpen(_ length: Int) throws {
        let cipher = try EnvelopeCipher(LiveKey.generate(.aes256))
        let plaintext = RandomBytes.make(length)
        let message = try cipher.encrypt(plaintext, additionalData: context, keyVersion: 0x0102_0304)
        #expect(message.count == length + EnvelopeCipher.overhead)
        #expect(try EnvelopeCipher.keyVersion(of: message) == 0x0102_0304)
        #expect(try cipher.decrypt(message, additionalData: context) == plaintext)
        #expect(throws: KeyError.envelopeInvalid) { try cipher.decrypt(message) }
        #expect(try cipher.encrypt(plaintext, keyVersion: 1) != cipher.encrypt(plaintext, keyVersion: 1))
    }

    @Test func everyChangedByteAndLengthIsRefused() throws {
        let cipher = try EnvelopeCipher(LiveKey.generate(.aes256))
        let message = try cipher.encrypt([1, 2, 3], additionalData: context, keyVersion: 1)
        for offset in message.indices {
            var changed = message
            changed[offset] ^= 1
            #expect(throws: KeyError.self) { try cipher.decrypt(changed, additionalData: context) }
            #expect(throws: KeyError.self) {
                try cipher.decrypt(Array(message.prefix(offset)), additionalData: context)
            }
        }
        #expect(throws: KeyError.envelopeVersion(2)) {
            try cipher.decrypt([2] + message.dropFirst(), additionalData: context)
        }
        #expect(throws: KeyError.envelopeInvalid) {
            try EnvelopeCipher(LiveKey.generate(.aes256)).decrypt(message, additionalData: context)
        }
        #expect(throws: KeyError.operationMismatch(.p256, .encrypt)) { try EnvelopeCipher(LiveKey.generate(.p256)) }
    }

    @Test func wrapsRefuseWhatTheyCannotHold() throws {
        let cipher = try KeyWrap(LiveKey.generate(.aes256))
        for length in [0, 8, 17, KeyWrap.longestPayload + 8] {
            #expect(throws: KeyError.wrapLength(length)) { try cipher.wrap([UInt8](repeating: 0, count: length)) }
        }
        #expect(throws: KeyError.wrapLength(0)) { try cipher.wrapPadded([]) }
        for length in [0, 8, 16, 23] {
            #expect(throws: KeyError.unwrapFailed) { try cipher.unwrap([UInt8](repeating: 0, count: length)) }
            #expect(throws: KeyError.unwrapFailed) { try cipher.unwrapPadded([UInt8](repeating: 0, count: length)) }
        }
        let wrapped = try cipher.wrapPadded(Array(0..<20))
        for offset in wrapped.indices {
            var changed = wrapped
            changed[offset] ^= 1
            #expect(throws: KeyError.unwrapFailed) { try cipher.unwrapPadded(changed) }
        }
    }
}
