import EnclaveProtocol
import FuzzTargets
import Testing

/// Every type that crosses the wall, over seeded random values.
@Suite("Wire forms")
struct WireFormTests {
    @Test(arguments: WireForm.all.map(\.name))
    func readsWhatItWrites(_ name: String) throws {
        let form = try form(name)
        for bytes in form.samples(200) {
            #expect(try form.reread(bytes).get() == bytes)
        }
    }

    @Test(arguments: WireForm.all.map(\.name))
    func refusesEveryTruncation(_ name: String) throws {
        let form = try form(name)
        for bytes in form.samples(25) {
            for length in bytes.indices {
                let cut = form.reread(Array(bytes[..<length]))
                #expect(throws: WireError.self) { try cut.get() }
            }
        }
    }

    @Test(arguments: WireForm.all.map(\.name))
    func refusesATrailingByte(_ name: String) throws {
        let form = try form(name)
        for bytes in form.samples(25) {
            #expect(throws: WireError.trailingBytes(count: 1)) { try form.reread(bytes + [0]).get() }
        }
    }

    @Test(arguments: WireForm.all.map(\.name))
    func anAlteredByteIsRefusedOrReadsBack(_ name: String) throws {
        let form = try form(name)
        for bytes in form.samples(25) {
            for position in bytes.indices {
                var altered = bytes
                altered[position] ^= 0xff
                guard case .success(let written) = form.reread(altered) else { continue }
                #expect(written == altered, "two byte strings for one value")
            }
        }
    }

    /// The bytes of version 1 of the protocol: a digest of the first samples of every type. A row may only change
    /// together with `Hello.currentVersion`, or when a word was added that older peers are never sent.
    @Test func bytesStayAsPublished() {
        for form in WireForm.all {
            let digest = Hex.encode(form.samples(20).reduce(into: Fingerprint()) { $0.add($1) }.bytes)
            #expect(GoldenForms.digests[form.name] == digest, "\"\(form.name)\": \"\(digest)\",")
        }
        #expect(GoldenForms.digests.count == WireForm.all.count)
    }

    @Test func everyOperationHasOneRequest() {
        let operations = WireForm.requests.compactMap(\.operation)
        #expect(Set(operations) == Set(EnclaveOperation.allCases))
        #expect(operations.count == EnclaveOperation.allCases.count)
    }

    private func form(_ name: String) throws -> WireForm {
        try #require(WireForm.all.first { $0.name == name })
    }
}

/// FNV-1a, 64 bits: enough to see a change, and no dependency.
struct Fingerprint {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes + [0xff] { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    var bytes: [UInt8] { state.encoded }
}
