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
}
