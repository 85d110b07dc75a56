import EnclaveProtocol
import Testing

@testable import KMSPlugin

@Suite("The plugin's keys")
struct KeySetTests {
    @Test("The newest version seals, every version opens")
    func versions() throws {
        let keys = try KeySet(current: .wrap(1, created: [10, 20]), previous: [.wrap(2, created: [5])])
        #expect(try keys.sealing().version == 2)
        #expect(try keys.sealing().created == 20)
        #expect(
            try keys.version(named: KeyVersionID(key: Identifier(high: 0, low: 1), version: 1, created: 10).description)
                != nil)
        #expect(
            try keys.version(named: KeyVersionID(key: Identifier(high: 0, low: 2), version: 1, created: 5).description)
                != nil)
        #expect(
            try keys.version(named: KeyVersionID(key: Identifier(high: 0, low: 2), version: 1, created: 6).description)
                == nil)
        #expect(
            try keys.version(named: KeyVersionID(key: Identifier(high: 0, low: 3), version: 1, created: 5).description)
                == nil)
    }

    @Test("A key that was left comes back only under a new version", arguments: [[20], [19, 20], [21], [5, 30]])
    func comingBack(previous: [Int64]) throws {
        let early = try KeySet(current: .wrap(1, created: [10, 20]), previous: [.wrap(2, created: previous)])
        #expect(throws: KMSError.self) { try early.sealing() }
        #expect(
            try early.version(
                named: KeyVersionID(key: Identifier(high: 0, low: 1), version: 2, created: 20).description) != nil)
        let rotated = try KeySet(current: .wrap(1, created: [10, 20, 40]), previous: [.wrap(2, created: previous)])
        #expect(try rotated.sealing().version == 3)
    }

    @Test("A retired key opens and does not seal, a destroyed one does neither, others go on")
    func states() throws {
        let previous = KeyInfo.wrap(2, created: [5])
        let first = KeyVersionID(key: Identifier(high: 0, low: 1), version: 1, created: 10)
        let other = KeyVersionID(key: Identifier(high: 0, low: 2), version: 1, created: 5)
        for (state, opens) in [(KeyState.retired, true), (.destroyed, false)] {
            let keys = try KeySet(current: .wrap(1, created: [10], state: state), previous: [previous])
            #expect(throws: KMSError.self) { try keys.sealing() }
            #expect(try (keys.version(named: first.description) == first) == opens)
            #expect(try keys.version(named: other.description) == other)
            let reversed = try KeySet(
                current: .wrap(1, created: [10]), previous: [.wrap(2, created: [5], state: state)])
            #expect(try reversed.sealing() == first)
            #expect(try (reversed.version(named: other.description) != nil) == opens)
        }
    }

    @Test("Keys of another purpose, without versions or given twice are refused")
    func refused() throws {
        let good = KeyInfo.wrap(1, created: [10])
        #expect(throws: KMSError.self) { try KeySet(current: .wrap(1, created: [10], purpose: .sign), previous: []) }
        #expect(throws: KMSError.self) { try KeySet(current: good, previous: [.wrap(2, created: [5], purpose: .tls)]) }
        #expect(throws: KMSError.self) { try KeySet(current: .wrap(1, created: []), previous: []).sealing() }
        #expect(throws: KMSError.self) { try KeySet(current: good, previous: [good]) }
    }

    @Test("A key from elsewhere is named by its source, seals by its first version alone, and may be forbidden")
    func origins() throws {
        let reference = try #require(KEKReference("kek-1"))
        let origin = KEKOrigin(KEKDescription(reference: reference, created: 7, use: .sealAndOpen))
        let member = KeySet.Member(info: .wrap(1, created: [10]), origin: origin)
        let keys = try KeySet(current: member, previous: [])
        #expect(try keys.sealing().description == "casemate-2.7.kek-1")
        #expect(try keys.version(named: "casemate-2.7.kek-1") == keys.sealing())
        let rotated = KeySet.Member(info: .wrap(1, created: [10, 20]), origin: origin)
        #expect(throws: KMSError.self) { try KeySet(current: rotated, previous: []).sealing() }
        let none = try KeySet(current: nil, previous: [member])
        #expect(throws: KMSError.self) { try none.sealing() }
        #expect(try none.version(named: "casemate-2.7.kek-1") != nil)
        let forbidden = try KeySet(current: nil, previous: [], forbidden: [origin: "compromised"])
        #expect(throws: KMSError.forbidden(origin, because: "compromised")) { try forbidden.sealing() }
        #expect(throws: KMSError.forbidden(origin, because: "compromised")) {
            try forbidden.version(named: "casemate-2.7.kek-1")
        }
    }

    @Test("In the life of a process a key only goes forward")
    func successors() throws {
        let first = try KeySet(current: .wrap(1, created: [10]), previous: [])
        let second = try KeySet(current: .wrap(1, created: [10, 20]), previous: [])
        #expect(throws: Never.self) { try first.requireSuccessor(second) }
        #expect(throws: Never.self) { try second.requireSuccessor(second) }
        #expect(throws: KMSError.self) { try second.requireSuccessor(first) }
        let remade = try KeySet(current: .wrap(1, created: [10, 25]), previous: [])
        #expect(throws: KMSError.self) { try second.requireSuccessor(remade) }
        let other = try KeySet(current: .wrap(2, created: [30]), previous: [])
        #expect(throws: KMSError.self) { try first.requireSuccessor(other) }
    }
}
