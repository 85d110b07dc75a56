internal import FoundationEssentials

extension StandInAnswers {
    /// One vector's collateral: what a verifier of one quote needs.
    private struct Collateral: Decodable {
        let pck_crl_issuer_chain: String
        let root_ca_crl: String
        let pck_crl: String
        let tcb_info_issuer_chain: String
        let tcb_info: String
        let tcb_info_signature: String
        let qe_identity_issuer_chain: String
        let qe_identity: String
        let qe_identity_signature: String
        let pck_certificate_chain: String?
    }
    private struct Named: Decodable {
        let id: String?
        let fmspc: String?
    }

    /// Intel's service as it would have answered for this `collateral.json`.
    package static func collateral(_ path: String) throws -> StandInAnswers {
        let set = try JSONDecoder().decode(Collateral.self, from: Data(contentsOf: URL(filePath: path)))
        let info = try JSONDecoder().decode(Named.self, from: Data(set.tcb_info.utf8))
        let base = "/\(info.id == "TDX" ? "tdx" : "sgx")/certification/v4"
        let authority = set.pck_crl_issuer_chain.contains("\n") ? try authority(of: set.pck_crl) : "platform"
        var answers = StandInAnswers()
        answers.addDocument(
            "\(base)/tcb?fmspc=\(info.fmspc?.uppercased() ?? "")", update: "standard",
            body: Array("{\"tcbInfo\":\(set.tcb_info),\"signature\":\"\(set.tcb_info_signature)\"}".utf8),
            header: "TCB-Info-Issuer-Chain", chain: set.tcb_info_issuer_chain)
        answers.addDocument(
            "\(base)/qe/identity", update: "standard",
            body: Array("{\"enclaveIdentity\":\(set.qe_identity),\"signature\":\"\(set.qe_identity_signature)\"}".utf8),
            header: "SGX-Enclave-Identity-Issuer-Chain", chain: set.qe_identity_issuer_chain)
        answers.add(
            "/sgx/certification/v4/pckcrl?ca=\(authority)&encoding=der", body: bytes(hex: set.pck_crl),
            header: "SGX-PCK-CRL-Issuer-Chain", chain: set.pck_crl_issuer_chain, type: "application/pkix-crl")
        answers.add("/IntelSGXRootCA.der", body: bytes(hex: set.root_ca_crl), type: "application/pkix-crl")
        if let chain = set.pck_certificate_chain, let fmspc = info.fmspc {
            try answers.addCertificates(chain, fmspc: fmspc, authority: authority)
        }
        return answers
    }

    /// The CRL's issuer is its CA; its name is in the text of the DER.
    private static func authority(of crl: String) throws -> String {
        let name = String(decoding: bytes(hex: crl), as: UTF8.self)
        if name.contains("PCK Platform CA") { return "platform" }
        if name.contains("PCK Processor CA") { return "processor" }
        throw StandInError("The PCK CRL names no CA.")
    }

    /// `pckcerts` for any PPID: the one leaf of the chain, for the TCB it says, and one TCB without a certificate.
    private mutating func addCertificates(_ chain: String, fmspc: String, authority: String) throws {
        let end = "-----END CERTIFICATE-----\n"
        guard let range = chain.firstRange(of: end), let tcbm = Self.tcbm(leaf: String(chain[..<range.upperBound]))
        else {
            throw StandInError("The PCK chain is damaged.")
        }
        let leaf = Self.encoded(String(chain[..<range.upperBound]))
        let body = "[{\"tcb\":{},\"tcbm\":\"\(tcbm)\",\"cert\":\"\(leaf)\"}]"
        add(
            "/sgx/certification/v4/pckcerts",
            StandInAnswer(
                headers: [
                    "Content-Type": "application/json", "SGX-FMSPC": fmspc, "SGX-PCK-Certificate-CA-Type": authority,
                    "SGX-PCK-Certificate-Issuer-Chain": Self.encoded(String(chain[range.upperBound...])),
                ], body: Array(body.utf8)))
    }

    /// CPUSVN and PCESVN out of a leaf's SGX extension, found by their object identifiers.
    private static func tcbm(leaf: String) -> String? {
        let text = leaf.split(separator: "\n").dropFirst().dropLast().joined()
        guard let der = Data(base64Encoded: text).map({ hex($0) }) else { return nil }
        func value(after identifier: String) -> Substring? {
            guard let range = der.firstRange(of: identifier) else { return nil }
            let rest = der[range.upperBound...].dropFirst(2)
            guard let length = Int(rest.prefix(2), radix: 16) else { return nil }
            return rest.dropFirst(2).prefix(length * 2)
        }
        guard let cpuSVN = value(after: "060b2a864886f84d010d010212"),
            let pceSVN = value(after: "060b2a864886f84d010d010211").flatMap({ UInt16($0, radix: 16) })
        else { return nil }
        return (cpuSVN + hex([UInt8(truncatingIfNeeded: pceSVN), UInt8(pceSVN >> 8)])).uppercased()
    }
}
