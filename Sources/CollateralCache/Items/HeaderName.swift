/// Response headers of Intel's interface, as Intel spells them.
enum HeaderName {
    static let pckChain = "SGX-PCK-Certificate-Issuer-Chain"
    static let pckCRLChain = "SGX-PCK-CRL-Issuer-Chain"
    static let tcbInfoChain = "TCB-Info-Issuer-Chain"
    static let tcbInfoChainV3 = "SGX-TCB-Info-Issuer-Chain"
    static let identityChain = "SGX-Enclave-Identity-Issuer-Chain"
    static let evaluationsChain = "TCB-Evaluation-Data-Numbers-Issuer-Chain"
    static let tcbm = "SGX-TCBm"
    static let fmspc = "SGX-FMSPC"
    static let authority = "SGX-PCK-Certificate-CA-Type"
    static let contentType = "Content-Type"
    static let warning = "Warning"

    /// What is kept of an upstream answer.
    static let kept = [
        pckChain, pckCRLChain, tcbInfoChain, tcbInfoChainV3, identityChain, evaluationsChain, tcbm, fmspc, authority,
        contentType, warning,
    ]
}
