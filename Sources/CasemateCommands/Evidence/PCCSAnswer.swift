internal import Attestation
internal import CollateralCache
internal import EnclaveProtocol

/// One answer of a PCCS.
struct PCCSAnswer: Sendable {
    let url: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The body as UTF-8.
    var text: String {
        get throws(AppraisalError) {
            guard let text = String(validating: body, as: UTF8.self) else {
                throw AppraisalError(.malformedCollateral, "\(url) answers with bytes that are no text.")
            }
            return text
        }
    }

    /// A revocation list as text: caches answer with DER, or with hexadecimal of it.
    var listText: String {
        get throws(AppraisalError) { body.first == 0x30 && !isHexadecimal ? Hex.encode(body) : try text }
    }

    // "0" is also the first octet of DER.
    private var isHexadecimal: Bool { body.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } }

    /// The certificates in the first of these headers that is there, percent-encoded as the protocol has them.
    func chain(_ names: String...) throws(AppraisalError) -> String {
        for name in names {
            guard let header = headers.first(where: { $0.name.lowercased() == name.lowercased() }) else { continue }
            guard let chain = PercentEncoding.decoded(header.value) else { break }
            return chain
        }
        throw AppraisalError(.missingCollateral, "\(url) answers without a usable \(names[0]).")
    }
}
