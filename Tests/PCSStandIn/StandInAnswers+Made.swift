extension StandInAnswers {
    /// TCB infos for as many FMSPCs as a load wants, valid until 2099. Nobody signed them: for tests of keeping and
    /// sending, not of verifying.
    package static func made(count: Int) -> StandInAnswers {
        var answers = StandInAnswers()
        for number in 0..<count {
            let fmspc = hex([0xCA, 0x5E, UInt8(number >> 8 & 255), UInt8(number & 255), 0, 0]).uppercased()
            let padding = String(repeating: "{\"svn\":\(number % 256)},", count: 40 + number % 100)
            let body =
                "{\"tcbInfo\":{\"id\":\"SGX\",\"version\":3,\"issueDate\":\"2026-01-01T00:00:00Z\","
                + "\"nextUpdate\":\"2099-01-01T00:00:00Z\",\"fmspc\":\"\(fmspc)\",\"padding\":[\(padding)0]},"
                + "\"signature\":\"\(String(repeating: "0", count: 128))\"}"
            answers.addDocument(
                "/sgx/certification/v4/tcb?fmspc=\(fmspc)", update: "standard", body: Array(body.utf8),
                header: "TCB-Info-Issuer-Chain", chain: "-----BEGIN CERTIFICATE-----\nchain \(number)\n")
        }
        return answers
    }
}
