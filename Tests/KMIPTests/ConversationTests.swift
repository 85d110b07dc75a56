import KMIPStandIn
import Synchronization
import TTLV
import Testing

@testable import KMIP

/// What client and server say to each other where PyKMIP has no answer.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConversationTests {
    /// A server that knows these versions and refuses requests of any other.
    private static func speaking(_ versions: [KMIPVersion]) -> @Sendable ([UInt8]) -> ScriptedServer.Reply {
        { request in
            guard let message = try? TTLVItem(decoding: SecretBytes(request)),
                let item = message[.requestHeader]?[.protocolVersion], let version = try? KMIPVersion(item),
                versions.contains(version)
            else { return .bytes(Refusal(reason: 4, message: "version").encoded) }
            return .bytes(Message(operation: .discoverVersions, payload: versions.map(\.item)).encoded)
        }
    }

    @Test(arguments: [
        ([KMIPVersion(1, 2), KMIPVersion(1, 4)], KMIPVersion(1, 4)),
        ([KMIPVersion(1, 0), KMIPVersion(1, 2), KMIPVersion(2, 0), KMIPVersion(2, 1)], KMIPVersion(2, 0)),
        ([KMIPVersion(2, 0)], KMIPVersion(2, 0)),
    ])
    func theBestVersionOfBothIsSpoken(versions: [KMIPVersion], best: KMIPVersion) async throws {
        let server = try await ScriptedServer.start(Self.speaking(versions))
        var configuration = server.configuration()
        configuration.version = nil
        let client = try KMIPClient(configuration)
        #expect(try await client.version() == best)
        try await server.stop()
    }

    @Test func withoutACommonVersionTheErrorNamesOurs() async throws {
        let server = try await ScriptedServer.start { _ in
            .bytes(Message(operation: .discoverVersions, payload: [KMIPVersion(1, 0).item]).encoded)
        }
        var configuration = server.configuration()
        configuration.version = nil
        let client = try KMIPClient(configuration)
        let error = await #expect(throws: KMIPError.self) { try await client.version() }
        #expect(error?.code == .unsupportedVersion)
        #expect(error?.message.contains("1.4") == true)
        try await server.stop()
    }

    @Test func rekeyGivesTheSuccessor() async throws {
        let asked = Mutex<[UInt8]>([])
        let server = try await ScriptedServer.start { request in
            asked.withLock { $0 = request }
            return .bytes(
                Message(operation: .rekey, payload: [TTLVItem(.uniqueIdentifier, .textString("2"))]).encoded)
        }
        let client = try KMIPClient(server.configuration())
        let old = try #require(KMIPIdentifier("1"))
        #expect(try await client.rekey(old).text == "2")
        let item = try TTLVItem(decoding: SecretBytes(asked.withLock { $0 }))[.batchItem]
        #expect(item?[.operation]?.enumeration == 4)
        #expect(item?[.requestPayload]?.children == [old.item])
        try await server.stop()
    }

    @Test func aRefusalLeavesTheConnectionInOrder() async throws {
        let asked = Atomic(0)
        let server = try await ScriptedServer.start { _ in
            asked.add(1, ordering: .relaxed).newValue == 1
                ? .bytes(Refusal(reason: 1, message: "none").encoded) : .bytes(GetVector.answer)
        }
        let client = try KMIPClient(server.configuration())
        let identifier = try #require(KMIPIdentifier(GetVector.identifier))
        let error = await #expect(throws: KMIPError.self) { try await client.key(identifier) }
        #expect(error?.code == .refused(.itemNotFound))
        _ = try await client.key(identifier)
        try await server.stop()
    }

    @Test func keysAreFetchedOnlyInAStateThatAllowsIt() async throws {
        let fetched = Atomic(0)
        let server = try await ScriptedServer.start { request in
            let operation = (try? TTLVItem(decoding: SecretBytes(request)))?[.batchItem]?[.operation]?.enumeration
            guard operation == KMIPOperation.getAttributes.rawValue else {
                fetched.add(1, ordering: .relaxed)
                return .bytes(GetVector.answer)
            }
            let version = KMIPVersion(1, 4)
            let attributes = [
                KMIPAttribute.state.item(.enumeration(4), version: version),
                KMIPAttribute.algorithm.item(.enumeration(3), version: version),
                KMIPAttribute.length.item(.integer(256), version: version),
                KMIPAttribute.usageMask.item(.integer(12), version: version),
            ]
            let identifier = TTLVItem(.uniqueIdentifier, .textString(GetVector.identifier))
            return .bytes(Message(operation: .getAttributes, payload: [identifier] + attributes).encoded)
        }
        let client = try KMIPClient(server.configuration())
        let identifier = try #require(KMIPIdentifier(GetVector.identifier))
        let error = await #expect(throws: KMIPError.self) {
            try await client.usableKey(identifier, wrappedBy: nil)
        }
        #expect(error?.code == .keyUnusable)
        #expect(fetched.load(ordering: .relaxed) == 0)
        try await server.stop()
    }
}
