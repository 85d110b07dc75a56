import EnclaveProtocol
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite("Messages opened lately")
struct OpenedMessagesTests {
    private let key = Identifier(high: 1, low: 2)

    private func request(_ context: [UInt8], _ ciphertext: [UInt8]) -> DecryptRequest {
        DecryptRequest(key: .id(key), context: context, ciphertext: ciphertext)
    }

    @Test func holdsTheNewestUpToItsLimit() {
        var messages = OpenedMessages(limit: 4)
        let names = (0..<6).map { OpenedMessages.name(of: request([], [UInt8($0)]), key: key) }
        for (index, name) in names.enumerated() {
            messages.insert([UInt8(index)], as: name)
            messages.insert([99], as: name)
            #expect(messages[name] == [UInt8(index)])
        }
        #expect(messages.count == 4)
        #expect((messages[names[0]], messages[names[1]], messages[names[2]]) == (nil, nil, [2]))
        messages.removeAll()
        #expect(messages.count == 0)
    }

    @Test func longPlaintextsAreNotHeld() {
        var messages = OpenedMessages()
        let name = OpenedMessages.name(of: request([], [1]), key: key)
        messages.insert([UInt8](repeating: 0, count: OpenedMessages.longestPlaintext + 1), as: name)
        #expect(messages.count == 0)
        messages.insert([UInt8](repeating: 0, count: OpenedMessages.longestPlaintext), as: name)
        #expect(messages.count == 1)
    }

    @Test func everyPartOfARequestIsInItsName() {
        let name = OpenedMessages.name(of: request([1, 2], [3]), key: key)
        #expect(name != OpenedMessages.name(of: request([1], [2, 3]), key: key))
        #expect(name != OpenedMessages.name(of: request([1, 2], [3]), key: Identifier(high: 1, low: 3)))
        #expect(name == OpenedMessages.name(of: request([1, 2], [3]), key: key))
    }

    /// What was opened before is refused like anything else once its key, its caller or its context may not.
    @Test func refusalsComeFirst() throws {
        let enclave = try TestEnclave(development: true)
        _ = try enclave.call(KeyGenerate(key: .simple("kek", .aes256, .wrap)))
        let sealed = try enclave.call(EncryptRequest(key: .name("kek"), context: [1], plaintext: [2])).ciphertext
        let open = DecryptRequest(key: .name("kek"), context: [1], ciphertext: sealed)
        for _ in 0..<3 { #expect(try enclave.call(open).bytes == [2]) }
        let other = DecryptRequest(key: .name("kek"), context: [2], ciphertext: sealed)
        #expect(enclave.refusal(of: other) == .decryptionFailed)
        #expect(enclave.refusal(of: open, as: "nobody") == .notAllowed)
        _ = try enclave.call(KeyRetire(key: .name("kek")))
        #expect(try enclave.call(open).bytes == [2])
        _ = try enclave.call(KeyDestroy(key: .name("kek")), signedBy: enclave.administrator)
        #expect(enclave.refusal(of: open) == .keyNotActive)
    }
}
