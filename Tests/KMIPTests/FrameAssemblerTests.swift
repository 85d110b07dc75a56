import TTLV
import Testing

@testable import KMIP

@Suite struct FrameAssemblerTests {
    @Test func aMessageMayComeInAnyPieces() throws {
        for size in [1, 3, 7, 8, 9, 100, 279, 280] {
            var assembler = KMIPFrameAssembler(limit: 1 << 20)
            for _ in 0..<2 {
                var messages: [SecretBytes] = []
                for start in stride(from: 0, to: GetVector.answer.count, by: size) {
                    let piece = Array(GetVector.answer[start..<min(start + size, GetVector.answer.count)])
                    if let message = try assembler.takeAll(piece) { messages.append(message) }
                }
                #expect(messages == [SecretBytes(GetVector.answer)])
            }
        }
    }

    @Test func theLimitIsKeptBeforeMemoryIsTaken() {
        var assembler = KMIPFrameAssembler(limit: 279)
        #expect(throws: TTLVError.tooLong(280)) { try assembler.takeAll(GetVector.answer) }
        var huge = KMIPFrameAssembler(limit: 1 << 20)
        #expect(throws: TTLVError.tooLong(0x1_0000_0008)) { try huge.takeAll(hex("42007B01FFFFFFFF")) }
    }

    @Test(arguments: ["4200780100000008", "42007B0800000008", "485454502F312E31", "1503010002022800"])
    func whatIsNoAnswerIsRefusedAtItsHeader(header: String) {
        var assembler = KMIPFrameAssembler(limit: 1 << 20)
        #expect(throws: TTLVError.self) { try assembler.takeAll(hex(header)) }
    }

    @Test func nothingFollowsAnAnswer() {
        var assembler = KMIPFrameAssembler(limit: 1 << 20)
        #expect(throws: TTLVError.trailing(offset: 280)) { try assembler.takeAll(GetVector.answer + [0x42]) }
    }
}

extension KMIPFrameAssembler {
    fileprivate mutating func takeAll(_ bytes: [UInt8]) throws(TTLVError) -> SecretBytes? {
        let span = bytes.span
        return try take(span)
    }
}
