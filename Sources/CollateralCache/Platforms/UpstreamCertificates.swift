internal import FoundationEssentials

/// Upstream's answer for all certificates of a platform.
struct UpstreamCertificates: Sendable {
    let available: [PCKCertificate]
    /// The TCBs Intel has no certificate for yet.
    let missing: [RawTCB]
    let fmspc: String
    let authority: PCKAuthority
    let chain: String

    private struct Entry: Decodable {
        let tcbm: String
        let cert: String
    }

    /// Reads the body and its headers; throws `UnexpectedContent`.
    init(body: [UInt8], headers: [CollateralDocument.Header]) throws {
        let values = Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
        guard let fmspc = values[HeaderName.fmspc].flatMap({ HexText.uppercased($0, digits: 12) }),
            let authority = values[HeaderName.authority].flatMap({ PCKAuthority(rawValue: $0.lowercased()) }),
            let chain = values[HeaderName.pckChain]
        else { throw UnexpectedContent("The answer's headers name no FMSPC, CA or issuer chain.") }
        guard let entries = try? JSONDecoder().decode([Entry].self, from: Data(body)) else {
            throw UnexpectedContent("The answer is not a list of certificates.")
        }
        (self.fmspc, self.authority, self.chain) = (fmspc, authority, chain)
        (available, missing) = try Self.sort(entries.map { ($0.tcbm, $0.cert) })
    }

    /// Parts (TCBm, certificate) into those there are and those there are not; percent-encoding is taken off.
    static func sort(_ entries: [(tcbm: String, text: String)]) throws -> ([PCKCertificate], [RawTCB]) {
        var available: [PCKCertificate] = [], missing: [RawTCB] = []
        for entry in entries {
            guard let tcb = RawTCB(tcbm: entry.tcbm), let text = PercentEncoding.decoded(entry.text) else {
                throw UnexpectedContent("A certificate's TCBm or text is malformed.")
            }
            if text == "Not available" {
                missing.append(tcb)
            } else {
                available.append(PCKCertificate(tcbm: tcb.tcbm, pem: text))
            }
        }
        return (available, missing)
    }
}
