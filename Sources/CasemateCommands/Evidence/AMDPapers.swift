internal import Attestation
internal import X509Core

/// Certificates and revocation lists of one file, DER or PEM.
struct AMDPapers {
    private(set) var certificates: [Certificate] = []
    private(set) var revocationLists: [CertificateRevocationList] = []

    init(_ bytes: [UInt8], name: String) throws(AppraisalError) {
        do {
            if bytes.first == 0x30 {
                try add(bytes)
            } else {
                for block in try PEM.decodeAll(bytes) { try add(block.content) }
            }
        } catch {
            throw AppraisalError(.malformedCollateral, "\(name) holds no certificate or CRL. \(error.message)")
        }
        guard !certificates.isEmpty || !revocationLists.isEmpty else {
            throw AppraisalError(.malformedCollateral, "\(name) holds no certificate or CRL in DER or PEM.")
        }
    }

    private mutating func add(_ der: [UInt8]) throws(X509Error) {
        if let list = try? CertificateRevocationList(der) {
            revocationLists.append(list)
        } else {
            certificates.append(try Certificate(der))
        }
    }
}
