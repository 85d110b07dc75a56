import NIOCore
import NIOEmbedded
import Testing

@testable import DomainRelay

@Suite("Messages between relays")
struct MessageCodecTests {
    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(MessageCodec()), MessageToByteHandler(MessageCodec()),
        ])
        return channel
    }

    @Test func aMessageIsItsLengthAndItsBytes() throws {
        let channel = try channel()
        try channel.writeOutbound(ByteBuffer(bytes: [7, 8, 9]))
        let sent = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(Array(sent.readableBytesView) == [0, 0, 0, 3, 7, 8, 9])
    }

    @Test(arguments: [1, 2, 5, 1000]) func messagesAreWholeHoweverTheBytesCome(_ step: Int) throws {
        let channel = try channel()
        let messages: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 4, count: 300)]
        let bytes = messages.flatMap(RawPeer.frame)
        for start in stride(from: 0, to: bytes.count, by: step) {
            try channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(start + step, bytes.count)]))
        }
        for message in messages {
            let got = try #require(try channel.readInbound(as: ByteBuffer.self))
            #expect(Array(got.readableBytesView) == message)
        }
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
    }

    @Test func aLongMessageIsRefusedByItsLength() throws {
        let channel = try channel()
        let length = UInt32(MessageCodec.limit + 1)
        #expect(throws: RelayError.messageTooLong(Int(length))) {
            try channel.writeInbound(ByteBuffer(integer: length))
        }
        #expect(throws: RelayError.messageTooLong(Int(length))) {
            try channel.writeOutbound(ByteBuffer(repeating: 0, count: Int(length)))
        }
    }

    @Test func halfAMessageAtTheEndIsNone() throws {
        let channel = try channel()
        try channel.writeInbound(ByteBuffer(bytes: [0, 0, 0, 9, 1, 2]))
        _ = try channel.finish(acceptAlreadyClosed: true)
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
    }
}
