import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveCore

/// Every byte of a whole state counts: a flipped one is refused, naming its file, at the start or when it is read.
@Suite("Altered state")
struct StateAlterationTests {
    /// Bytes whose change may go unnoticed, by file, written from the format before any run: there are none.
    static let unchecked: [String: [Range<Int>]] = [:]

    /// All bytes with `CASEMATE_FULL=1`, else one in so many, another one in each file.
    private static let stride = ProcessInfo.processInfo.environment["CASEMATE_FULL"] == nil ? 7 : 1

    @Test func everyFlippedByteIsRefusedByName() throws {
        let files = try StateFixture.files()
        let copy = try StateCopy(of: files)
        #expect(try copy.refusal() == nil, "the state as it is opens")
        var flips = 0
        for (position, (name, bytes)) in files.sorted(by: { $0.key < $1.key }).enumerated() {
            for offset in Swift.stride(from: position % Self.stride, to: bytes.count, by: Self.stride)
            where !Self.unchecked[name, default: []].contains(where: { $0 ~= offset }) {
                var altered = bytes
                altered[offset] ^= 1 << UInt8(offset % 8)
                try copy.restore(["fence"])
                try copy.write(altered, to: name)
                flips += 1
                let refused = try copy.refusal()
                #expect(refused?.contains(name) == true, "\(name), byte \(offset): \(refused ?? "not noticed")")
                try copy.restore([name])
            }
        }
        print("bytes flipped: \(flips) of \(files.values.reduce(0) { $0 + $1.count }), all refused by name")
    }

    /// Without its snapshot a state misses the segments that it replaced; without its header it is no new one.
    @Test func everyLostFileIsRefusedByName() throws {
        let files = try StateFixture.files()
        for name in files.keys {
            let copy = try StateCopy(of: files)
            try FileManager.default.removeItem(at: copy.directory.appending(path: name))
            let refused = try copy.refusal()
            let named = name.hasPrefix("snapshot-") ? "journal-000001" : name == "header" ? "state" : name
            #expect(refused?.contains(named) == true, "\(name): \(refused ?? "not noticed")")
        }
    }
}
