internal import FoundationEssentials

extension StandInAnswers {
    private static let sgx = "/sgx/certification/v4"
    private static let tdx = "/tdx/certification/v4"
    private static let chainOfTCB = "TCB-Info-Issuer-Chain"
    private static let chainOfIdentity = "SGX-Enclave-Identity-Issuer-Chain"
    private static let chainOfEvaluations = "TCB-Evaluation-Data-Numbers-Issuer-Chain"
    private static let chainOfCRL = "SGX-PCK-CRL-Issuer-Chain"

    /// The answers of 2023, whose headers were recorded as they came.
    package static func recorded2023(_ folder: String) throws -> StandInAnswers {
        func file(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) }
        func header(_ name: String) throws -> String { String(decoding: try file(name), as: UTF8.self) }
        var answers = StandInAnswers()
        answers.addDocument(
            "\(tdx)/tcb?fmspc=50806F000000", update: "standard", body: try file("sample_tcbInfo_response"),
            header: chainOfTCB, chain: try header("tcb.issuer-chain.header"))
        answers.addDocument(
            "\(tdx)/tcb?fmspc=90C06F000000", update: "standard", body: try file("sample_tcbinfo_response_v5"),
            header: chainOfTCB, chain: try header("tcb.issuer-chain.header"))
        answers.addDocument(
            "\(tdx)/qe/identity", update: "standard", body: try file("sample_qeIdentity_response"),
            header: chainOfIdentity, chain: try header("qe_identity.issuer-chain.header"))
        answers.add(
            "\(sgx)/pckcrl?ca=platform&encoding=der", body: try file("pckcrl"), header: chainOfCRL,
            chain: try header("pckcrl.issuer-chain.header"), type: "application/pkix-crl")
        answers.add("/IntelSGXRootCA.der", body: try file("rootcrl.der"), type: "application/pkix-crl")
        return answers
    }

    private struct Recording: Decodable {
        let tcb_info_json: String?
        let enclave_identity_json: String?
        let tcb_evaluation_data_numbers_json: String?
        let fmspcs_json: String?
        let crl_data: String?
        let crl_data_base64: String?
        let issuer_chain: String?
    }

    /// The answers of 2025, recorded inside small JSON files.
    package static func recorded2025(_ folder: String) throws -> StandInAnswers {
        func recording(_ name: String) throws -> Recording {
            try JSONDecoder().decode(Recording.self, from: Data(contentsOf: URL(filePath: "\(folder)/\(name).json")))
        }
        var answers = StandInAnswers()
        for (name, base, update) in [
            ("sgx_tcb_info_00906ED50000", "\(sgx)/tcb?fmspc=00906ED50000", "standard"),
            ("sgx_tcb_info_early", "\(sgx)/tcb?fmspc=00906ED50000", "early"),
            ("tdx_tcb_info_00806F050000", "\(tdx)/tcb?fmspc=00806F050000", "standard"),
            ("sgx_qe_identity", "\(sgx)/qe/identity", "standard"),
            ("sgx_qve_identity", "\(sgx)/qve/identity", "standard"),
            ("sgx_qae_identity", "\(sgx)/qae/identity", "standard"),
            ("tdx_qe_identity", "\(tdx)/qe/identity", "standard"),
        ] {
            let found = try recording(name)
            answers.addDocument(
                base, update: update, body: Array((found.tcb_info_json ?? found.enclave_identity_json ?? "").utf8),
                header: found.tcb_info_json == nil ? chainOfIdentity : chainOfTCB, chain: found.issuer_chain ?? "")
        }
        try answers.addLists(
            sgx: try recording("sgx_tcb_eval_nums"), tdx: try recording("tdx_tcb_eval_nums"),
            numbered: try recording("tdx_tcb_info_eval17"), fmspcs: try recording("fmspcs"))
        try answers.addRevocationLists(
            processor: try recording("pck_crl_processor_der"), platform: try recording("pck_crl_platform"))
        return answers
    }

    private mutating func addLists(sgx: Recording, tdx: Recording, numbered: Recording, fmspcs: Recording) throws {
        for (base, found) in [(Self.sgx, sgx), (Self.tdx, tdx)] {
            add(
                "\(base)/tcbevaluationdatanumbers", body: Array((found.tcb_evaluation_data_numbers_json ?? "").utf8),
                header: Self.chainOfEvaluations, chain: found.issuer_chain, type: "application/json")
        }
        add(
            "\(Self.tdx)/tcb?fmspc=00806F050000&tcbEvaluationDataNumber=17",
            body: Array((numbered.tcb_info_json ?? "").utf8), header: Self.chainOfTCB, chain: numbered.issuer_chain,
            type: "application/json")
        for platform in ["", "?platform=all"] {
            add("\(Self.sgx)/fmspcs\(platform)", body: Array((fmspcs.fmspcs_json ?? "").utf8), type: "application/json")
        }
    }

    private mutating func addRevocationLists(processor: Recording, platform: Recording) throws {
        guard let der = Data(base64Encoded: processor.crl_data_base64 ?? ""), let text = platform.crl_data,
            let platformDER = Data(base64Encoded: text.split(separator: "\n").dropFirst().dropLast().joined())
        else { throw StandInError("The recorded CRLs are damaged.") }
        for (authority, body, chain) in [
            ("processor", der, processor.issuer_chain), ("platform", platformDER, platform.issuer_chain),
        ] {
            add(
                "\(Self.sgx)/pckcrl?ca=\(authority)&encoding=der", body: Array(body), header: Self.chainOfCRL,
                chain: chain, type: "application/pkix-crl")
        }
    }
}
