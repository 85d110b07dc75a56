internal import Synchronization
internal import TTLV

@testable package import KMIP

/// The keys of a KMIP 1.4 server in memory: what a provider asks, and nothing else.
package final class StandInKeys: Sendable {
    private struct Key {
        let identifier: String
        let name: String
        let bytes: [UInt8]
        let made: Int64
        var state = KMIPKeyState.active
    }

    private struct State {
        var keys: [Key] = []
        var made: Int64 = 0
        var isAway = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Registers an active key, made a second after the one before; gives its identifier.
    package func add(_ name: String, _ bytes: [UInt8]) -> String {
        state.withLock { state in
            state.made += 1
            state.keys.append(Key(identifier: "key-\(state.made)", name: name, bytes: bytes, made: state.made))
            return "key-\(state.made)"
        }
    }

    /// Changes the state of a key; nil destroys it.
    package func set(_ identifier: String, _ new: KMIPKeyState?) {
        state.withLock { state in
            guard let index = state.keys.firstIndex(where: { $0.identifier == identifier }) else { return }
            if let new { state.keys[index].state = new } else { state.keys.remove(at: index) }
        }
    }

    /// While it is away, connections end without an answer.
    package func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    /// The answer to a request.
    package func reply(to request: [UInt8]) -> ScriptedServer.Reply {
        let state = state.withLock { $0 }
        guard !state.isAway, let answer = try? Self.answer(request, state.keys) else { return .last([]) }
        return .bytes(answer)
    }

    private static func answer(_ request: [UInt8], _ keys: [Key]) throws -> [UInt8] {
        let message = try TTLVItem(decoding: SecretBytes(request))
        guard let item = message[.batchItem], let word = item[.operation]?.enumeration,
            let operation = KMIPOperation(rawValue: word), let payload = item[.requestPayload]
        else { return [] }
        return answer(operation, payload, keys)
    }

    private static func answer(_ operation: KMIPOperation, _ payload: TTLVItem, _ keys: [Key]) -> [UInt8] {
        if operation == .locate {
            let name = KMIPAttribute.items(in: payload).first { $0.tag == .name }?[.nameValue]?.text
            let found = keys.filter { $0.name == name }.map { TTLVItem(.uniqueIdentifier, .textString($0.identifier)) }
            return Message(operation: operation, payload: found).encoded
        }
        let identifier = payload[.uniqueIdentifier]?.text
        guard let key = keys.first(where: { $0.identifier == identifier }) else {
            return Refusal(reason: 1, message: "Could not locate object.").encoded
        }
        switch operation {
        case .getAttributes: return Message(operation: operation, payload: attributes(of: key)).encoded
        case .get: return GetAnswer(identifier: key.identifier, material: key.bytes).encoded
        default: return Refusal(reason: 5, message: "Operation not supported.").encoded
        }
    }

    private static func attributes(of key: Key) -> [TTLVItem] {
        let values: [(KMIPAttribute, TTLVItem.Value)] = [
            (.name, .objectName(key.name)), (.state, .enumeration(key.state.rawValue)), (.algorithm, .enumeration(3)),
            (.length, .integer(256)), (.usageMask, .integer(KMIPUsageMask.all.rawValue)),
            (.initialDate, .dateTime(key.made)),
        ]
        return [TTLVItem(.uniqueIdentifier, .textString(key.identifier))]
            + values.map { $0.item($1, version: KMIPVersion(1, 4)) }
    }
}
