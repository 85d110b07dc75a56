import Attestation
import FoundationEssentials
import Testing

@testable import CollateralCache

@Suite("The certificate chosen for a TCB, with the certificates of Intel's own selection tool")
struct PCKSelectionTests {
    private func certificates(_ numbers: some Sequence<Int> = 0..<7) throws -> [PCKCertificate] {
        try numbers.map { number in
            let pem = String(decoding: try Vector.bytes("pck-selection/pck\(number)_sample.pem"), as: UTF8.self)
            let tcb = try PCKCertificate(tcbm: "", pem: pem).platform().tcb.raw
            return PCKCertificate(tcbm: tcb.tcbm, pem: pem)
        }
    }

    private func selection(_ numbers: some Sequence<Int> = 0..<7, pceID: String = "0000") throws -> PCKSelection {
        let platform = try #require(PlatformIdentity(qeID: "A1", pceID: pceID))
        return try PCKSelection(
            try certificates(numbers), platform: platform,
            tcbInfo: try TCBInfoSummary(try Vector.bytes("pck-selection/tcb_info_4.json")))
    }

    /// How many components are 1, the PCESVN, and which certificate must come out.
    static let cases: [(ones: Int, pceSVN: UInt16, expected: Int?)] = [
        (16, 7, 4), (16, 9, 4), (14, 8, 5), (13, 7, 0), (12, 6, 0), (12, 5, 6), (16, 5, 1), (11, 4, 3), (5, 4, 2),
        (4, 4, 2), (4, 3, nil), (0, 9, nil),
    ]

    @Test("The best level of the TCB info wins", arguments: cases)
    func chooses(_ row: (ones: Int, pceSVN: UInt16, expected: Int?)) throws {
        let components = (0..<16).map { $0 < row.ones ? UInt8(1) : 0 }
        let raw = RawTCB(components: components, pceSVN: row.pceSVN)
        let expected = try row.expected.map { try certificates([$0])[0] }
        #expect(try selection().best(for: raw) == expected)
        #expect(try selection((0..<7).reversed()).best(for: raw) == expected)
    }

    @Test("A certificate of another platform is refused")
    func refusesOthers() throws {
        #expect(throws: UnexpectedContent.self) { try selection(pceID: "0100") }
        var tcbInfo = String(decoding: try Vector.bytes("pck-selection/tcb_info_4.json"), as: UTF8.self)
        tcbInfo = tcbInfo.replacing("00707f000000", with: "00707f000001")
        let platform = try #require(PlatformIdentity(qeID: "A1", pceID: "0000"))
        #expect(throws: UnexpectedContent.self) {
            try PCKSelection(try certificates(), platform: platform, tcbInfo: TCBInfoSummary(Array(tcbInfo.utf8)))
        }
    }

    @Test("A TCB is a partial order; what is sorted agrees with it")
    func ordersTCBs() throws {
        let low = try #require(RawTCB(cpuSVN: "01" + String(repeating: "00", count: 15), pceSVN: "0100"))
        let high = try #require(RawTCB(cpuSVN: "02" + String(repeating: "00", count: 15), pceSVN: "0001"))
        let other = try #require(RawTCB(cpuSVN: "00" + String(repeating: "01", count: 15), pceSVN: "0200"))
        #expect(high.pceSVN == 256 && high.tcbm.hasSuffix("0001"))
        #expect(high.covers(low) && !low.covers(high) && high.precedes(low) && !low.precedes(high))
        #expect(!high.covers(other) && !other.covers(high) && low.covers(low) && !low.precedes(low))
    }

    @Test(
        "Parameters of another form are no TCB",
        arguments: [
            ("", "0000"), ("00", "0000"), (String(repeating: "0", count: 31), "00000"),
            (String(repeating: "g", count: 32), "0000"),
            (String(repeating: "0", count: 32), "00"), (String(repeating: "é", count: 16), "0000"),
        ])
    func refusesForms(_ cpuSVN: String, _ pceSVN: String) {
        #expect(RawTCB(cpuSVN: cpuSVN, pceSVN: pceSVN) == nil)
    }
}
