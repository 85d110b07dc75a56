import Attestation
import EnclaveProtocol
import Testing

@testable import CasemateCommands

@Suite("Answers of a PCCS")
struct CollateralFetchTests {
    private func answer(_ body: [UInt8], _ headers: (String, String)...) -> PCCSAnswer {
        PCCSAnswer(url: "u", headers: headers.map { (name: $0.0, value: $0.1) }, body: body)
    }

    @Test func listsComeAsDERAndAsHexadecimal() throws {
        #expect(try answer([0x30, 0x82, 0x01]).listText == "308201")
        #expect(try answer(Array("308201".utf8)).listText == "308201")
        #expect(throws: AppraisalError.self) { try answer([0xff]).listText }
    }

    @Test func chainsAreFoundUnderEitherNameInAnyCase() throws {
        let answer = answer([], ("sgx-tcb-info-issuer-chain", "-----BEGIN%20A-----%0A"))
        let chain = try answer.chain("TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain")
        #expect(chain == "-----BEGIN A-----\n")
        let error = #expect(throws: AppraisalError.self) { try answer.chain("SGX-PCK-CRL-Issuer-Chain") }
        #expect(error?.code == .missingCollateral)
    }

    @Test(arguments: ["%", "%2", "%zz", "%ff"])
    func halfEscapesAreRefused(_ text: String) {
        #expect(throws: AppraisalError.self) {
            try answer([], ("TCB-Info-Issuer-Chain", text)).chain("TCB-Info-Issuer-Chain")
        }
    }

    @Test func timesAreSecondsOrRFC3339() {
        #expect(Moment(argument: "1781524800")?.seconds == 1_781_524_800)
        #expect(Moment(argument: "2026-06-15T12:00:00Z")?.seconds == 1_781_524_800)
        for text in ["", "-1", "2026-06-15", "2026-13-15T12:00:00Z", "2026-06-15T12:00:00+02:00"] {
            #expect(Moment(argument: text) == nil)
        }
    }
}
