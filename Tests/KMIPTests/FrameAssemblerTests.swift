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
                    if let message = try assembler.take(piece.span) { messages.append(message) }
                }
                #expect(messages == [SecretBytes(GetVector.answer)])
            }
        }
    }

    @Test func theLimitIsKeptBeforeMemoryIsTaken() {
        var assembler = KMIPFrameAssembler(limit: 279)
        #expect(throws: TTLVError.tooLong(280)) { try assembler.take(GetVector.answer.span) }
        var huge = KMIPFrameAssembler(limit: 1 << 20)
        #expect(throws: TTLVError.tooLong(0x1_0000_0008)) { try huge.take(hex("42007B01FFFFFFFF").span) }
    }

    @Test(arguments: ["4200780100000008", "42007B0800000008", "485454502F312E31", "1503010002022800"])
    func whatIsNoAnswerIsRefusedAtItsHeader(header: String) {
        var assembler = KMIPFrameAssembler(limit: 1 << 20)
        #expect(throws: TTLVError.self) { try assembler.take(hex(header).span) }
    }

    @Test func nothingFollowsAnAnswer() {
        var assembler = KMIPFrameAssembler(limit: 1 << 20)
        #expect(throws: TTLVError.trailing(offset: 280)) { try assembler.take((GetVector.answer + [0x42]).span) }
    }
}
