import DCAPFixtures
import Testing

@testable import Attestation

@Suite("Quotes")
struct QuoteTests {
    @Test("every truncation is refused", arguments: DCAPForm.all)
    func truncations(_ form: DCAPForm) throws {
        let bytes = try form.simulation.make().quote
        #expect(throws: Never.self) { try Quote(bytes) }
        for length in 0..<bytes.count {
            #expect(throws: AppraisalError.self) { try Quote(Array(bytes[..<length])) }
        }
    }

    @Test("bytes behind the signature data are left alone", arguments: [1, 39, 70, 3065])
    func trailing(_ count: Int) throws {
        var evidence = try SimulatedDCAP().make()
        evidence.quote += [UInt8](repeating: 0xEE, count: count)
        #expect(try evidence.appraise().status == .upToDate)
    }

    @Test("a buffer above the limit is refused before it is read")
    func tooLong() throws {
        let evidence = try SimulatedDCAP().make()
        let padding = [UInt8](repeating: 0, count: Quote.maximumLength + 1 - evidence.quote.count)
        #expect(throws: AppraisalError.self) { try Quote(evidence.quote + padding) }
        #expect(throws: Never.self) { try Quote(evidence.quote + padding.dropLast()) }
    }

    @Test("lengths that disagree are refused: outer, inner and certification data")
    func lengths() throws {
        let evidence = try SimulatedDCAP(version: 4, layout: .td10).make()
        // Signature data, certification data of type 6, QE authentication data, certification data of type 5.
        for offset in [632, 636 + 130, 636 + 134 + 448, 636 + 134 + 448 + 2 + 32 + 2] {
            for change in [-1, 1] {
                var quote = evidence.quote
                quote[offset] = UInt8(truncatingIfNeeded: Int(quote[offset]) + change)
                #expect(throws: AppraisalError.self, "offset \(offset)") { try Quote(quote) }
            }
            var huge = evidence.quote
            huge[offset + 1] = 0xFF
            #expect(throws: AppraisalError.self, "offset \(offset)") { try Quote(huge) }
        }
    }

    @Test("a version 5 body's type has to agree with its size and the TEE type")
    func bodyDescriptor() throws {
        for layout in SimulatedQuote.Layout.allCases {
            let quote = try SimulatedDCAP(version: 5, layout: layout).make().quote
            for type in (0...5) where type != layout.rawValue {
                var changed = quote
                changed[48] = UInt8(type)
                #expect(throws: AppraisalError.self) { try Quote(changed) }
            }
            var size = quote
            size[50] ^= 1
            #expect(throws: AppraisalError.self) { try Quote(size) }
            var tee = quote
            tee[4] ^= 0x81
            #expect(throws: AppraisalError.self) { try Quote(tee) }
        }
    }

    @Test(
        "versions, key types, TEE types and vendors that are not known are unsupported",
        arguments: [(0, 2), (0, 6), (2, 3), (2, 0), (4, 0x81), (4, 1), (12, 0)])
    func header(_ offset: Int, _ value: UInt8) throws {
        var quote = try SimulatedDCAP.enclave.make().quote
        quote[offset] = value
        do {
            _ = try Quote(quote)
            Issue.record("read")
        } catch {
            #expect(error.code == .unsupportedEvidence)
        }
    }

    @Test("fields are where Intel's tables put them", arguments: DCAPForm.all)
    func offsets(_ form: DCAPForm) throws {
        var simulation = form.simulation
        for index in simulation.quote.body.indices { simulation.quote.body[index] = UInt8(truncatingIfNeeded: index) }
        let quote = try Quote(simulation.make().quote)
        for claim in quote.measurements {
            let field = try #require(ReportField.named(claim.name, in: quote.body.layout))
            let bytes = (field.offset..<field.offset + field.size).map { UInt8(truncatingIfNeeded: $0) }
            switch claim.value {
            case .bytes(let value): #expect(value == bytes)
            case .number(let value): #expect(value == bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
            default: Issue.record("a field is bytes or a number")
            }
        }
        let start = form.layout.reportDataOffset
        #expect(quote.reportData == (start..<start + 64).map { UInt8(truncatingIfNeeded: $0) })
    }

    @Test("the header's identifier and versions are claims")
    func headerClaims() throws {
        let identifier = Claim("qeId", .bytes([UInt8](repeating: 0xC3, count: 16)))
        #expect(
            try Quote(SimulatedDCAP.enclave.make().quote).headerClaims
                == [Claim("version", .number(3)), Claim("qeSvn", .number(8)), Claim("pceSvn", .number(13)), identifier])
        #expect(try Quote(SimulatedDCAP().make().quote).headerClaims == [Claim("version", .number(5)), identifier])
    }
}

extension ReportField {
    fileprivate static func named(_ name: String, in layout: ReportBody.Layout) -> ReportField? {
        (layout == .enclave ? enclaveFields : td15ExtendedFields).first { $0.name == name }
    }
}
