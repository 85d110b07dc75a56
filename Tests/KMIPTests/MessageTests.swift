import Crypto
import KMIPStandIn
import TTLV
import Testing

@testable import KMIP

@Suite struct MessageTests {
    private let identifier: KMIPIdentifier
    private let wrapper: KMIPIdentifier

    init() throws {
        identifier = try #require(KMIPIdentifier(GetVector.identifier))
        wrapper = try #require(KMIPIdentifier("wrapper"))
    }

    private func response(_ bytes: [UInt8], to operation: KMIPOperation = .get) throws -> KMIPResponse {
        try KMIPResponse(SecretBytes(bytes), to: operation, limits: TTLVLimits())
    }

    @Test func aRequestIsThatOfTheRecording() throws {
        let recorded = try TTLVItem(decoding: SecretBytes(GetVector.request))
        let ours = try TTLVItem(
            decoding: SecretBytes(KMIPRequest.get(identifier).encoded(version: KMIPVersion(1, 4), limit: 4096)))
        #expect(ours.tag == recorded.tag)
        #expect(ours[.batchItem] == recorded[.batchItem])
        #expect(ours[.requestHeader]?[.protocolVersion] == recorded[.requestHeader]?[.protocolVersion])
        #expect(ours[.requestHeader]?[.maximumResponseSize]?.integer == 4096)
    }

    @Test func theRecordedKeyIsRead() throws {
        let material = try KMIPKeyMaterial(try response(GetVector.answer), of: identifier, wrappedBy: nil)
        guard case .clear(let key) = material else { return #expect(Bool(false), "the key is in clear") }
        #expect(key == SymmetricKey(data: GetVector.answer[GetVector.key]))
    }

    @Test func aClearKeyIsNotTakenForAWrappedOne() throws {
        let response = try response(GetVector.answer)
        #expect(throws: KMIPError.self) { try KMIPKeyMaterial(response, of: identifier, wrappedBy: wrapper) }
    }

    @Test func aWrappedKeyIsTakenOnlyUnderTheKeyThatWasAsked() throws {
        let answer = try response(GetAnswer(wrappedBy: wrapper.text).encoded)
        guard case .wrapped(let bytes) = try KMIPKeyMaterial(answer, of: identifier, wrappedBy: wrapper) else {
            return #expect(Bool(false), "the key is wrapped")
        }
        #expect(bytes == Array(repeating: 7, count: 40))
        #expect(throws: KMIPError.self) { try KMIPKeyMaterial(answer, of: identifier, wrappedBy: nil) }
        #expect(throws: KMIPError.self) { try KMIPKeyMaterial(answer, of: identifier, wrappedBy: identifier) }
    }

    @Test func anotherKeyOperationOrObjectIsRefused() throws {
        let answer = try response(GetVector.answer)
        #expect(throws: KMIPError.self) { try KMIPKeyMaterial(answer, of: wrapper, wrappedBy: nil) }
        #expect(throws: KMIPError.self) { try response(GetVector.answer, to: .locate) }
        let request = #expect(throws: KMIPError.self) { try response(GetVector.request) }
        #expect(request?.code == .unexpectedAnswer)
        let short = try response(GetAnswer(material: Array(repeating: 7, count: 16)).encoded)
        #expect(throws: KMIPError.self) { try KMIPKeyMaterial(short, of: identifier, wrappedBy: nil) }
    }

    @Test func aRefusalHasItsReasonOnOneLine() throws {
        let error = #expect(throws: KMIPError.self) {
            try response(Refusal(reason: 0x0C, message: "no\nentry").encoded)
        }
        #expect(error?.code == .refused(.permissionDenied))
        #expect(error?.message.contains("noentry") == true)
        #expect(error?.remedy.contains("policy") == true)
        #expect(KMIPReason(0xFFFF) == .other(0xFFFF))
    }

    @Test(arguments: KMIPVersion.supported) func attributesAreReadInEitherForm(version: KMIPVersion) throws {
        let attributes = [
            KMIPAttribute.state.item(.enumeration(4), version: version),
            KMIPAttribute.name.item(.objectName("kek"), version: version),
            KMIPAttribute.name.item(.objectName("other"), version: version),
            KMIPAttribute.compromiseDate.item(.dateTime(77), version: version),
            KMIPAttribute.usageMask.item(.integer(12), version: version),
        ]
        let body = version.hasTaggedAttributes ? [TTLVItem(.attributes, .structure(attributes))] : attributes
        let message = Message(operation: .getAttributes, payload: [identifier.item] + body).encoded
        let key = try KMIPKeyAttributes(try response(message, to: .getAttributes))
        #expect(key.state == .compromised)
        #expect(key.names == ["kek", "other"])
        #expect(key.compromiseDate == 77)
        #expect(key.usage == [.encrypt, .decrypt])
    }

    @Test func aStateNobodyKnowsIsNoState() throws {
        let state = KMIPAttribute.state.item(.enumeration(7), version: KMIPVersion(2, 0))
        let body = TTLVItem(.attributes, .structure([state]))
        let message = Message(operation: .getAttributes, payload: [identifier.item, body]).encoded
        #expect(throws: KMIPError.self) { try KMIPKeyAttributes(try response(message, to: .getAttributes)) }
    }

    @Test(arguments: ["", "a b", "line\nbreak", String(repeating: "x", count: 513)])
    func noIdentifier(text: String) { #expect(KMIPIdentifier(text) == nil) }

    @Test func versionsAreThoseSpoken() {
        #expect(KMIPVersion("1.4") == KMIPVersion(1, 4))
        for text in ["1.1", "3.0", "2", "2.0.0", "", "a.b"] { #expect(KMIPVersion(text) == nil) }
    }

    @Test func serversAreHostAndPort() {
        #expect(KMIPPeer("kms.example").map { "\($0.host) \($0.port)" } == "kms.example 5696")
        #expect(KMIPPeer("10.0.0.1:15696").map { "\($0.host) \($0.port)" } == "10.0.0.1 15696")
        #expect(KMIPPeer("[::1]").map { "\($0.host) \($0.port)" } == "::1 5696")
        #expect(KMIPPeer("[::1]:1").map { "\($0.host) \($0.port)" } == "::1 1")
        for text in ["", ":1", "a:", "a:0", "a:65536", "::1", "[::1", "[::1]x", "a:b"] {
            #expect(KMIPPeer(text) == nil)
        }
    }
}
