/// One document that upstream publishes and this cache keeps as it was received.
package enum CollateralItem: Hashable, Sendable {
    case tcbInfo(IntelTEE, fmspc: String, Evaluation, APIVersion)
    case qeIdentity(IntelTEE, Evaluation, APIVersion)
    case qveIdentity(Evaluation, APIVersion)
    case qaeIdentity(Evaluation)
    case evaluationNumbers(IntelTEE)
    /// Intel's list of FMSPCs; `platform` is `all`, `client`, `E3` or `E5`.
    case fmspcs(platform: String)
    case pckCRL(PCKAuthority)
    case rootCRL
    case amd(AMDRequest)

    /// The name under which the database keeps it. Never changed: databases outlive versions.
    var key: String {
        switch self {
        case .tcbInfo(let tee, let fmspc, let evaluation, let version):
            "\(tee)/\(version)/tcb/\(fmspc)/\(evaluation.query)"
        case .qeIdentity(let tee, let evaluation, let version): "\(tee)/\(version)/qe/\(evaluation.query)"
        case .qveIdentity(let evaluation, let version): "sgx/\(version)/qve/\(evaluation.query)"
        case .qaeIdentity(let evaluation): "sgx/v4/qae/\(evaluation.query)"
        case .evaluationNumbers(let tee): "\(tee)/v4/evaluations"
        case .fmspcs(let platform): "sgx/v4/fmspcs/\(platform)"
        case .pckCRL(let authority): "sgx/crl/\(authority)"
        case .rootCRL: "sgx/crl/root"
        case .amd(let request): "amd\(request.target)"
        }
    }

    /// Which kind it is, for metrics: few words, whatever clients ask for.
    var kind: String {
        switch self {
        case .tcbInfo: "tcb"
        case .qeIdentity, .qveIdentity, .qaeIdentity: "identity"
        case .evaluationNumbers, .fmspcs: "list"
        case .pckCRL: "pckcrl"
        case .rootCRL: "rootcacrl"
        case .amd: "amd"
        }
    }

    /// Whether Intel's ended version 3 published it: then there is no upstream to ask.
    var isOfEndedVersion: Bool {
        switch self {
        case .tcbInfo(_, _, _, .v3), .qeIdentity(_, _, .v3), .qveIdentity(_, .v3): true
        default: false
        }
    }

    /// The header without which the document cannot be verified.
    var issuerChainHeader: String? {
        switch self {
        case .tcbInfo(_, _, _, .v3): HeaderName.tcbInfoChainV3
        case .tcbInfo: HeaderName.tcbInfoChain
        case .qeIdentity, .qveIdentity, .qaeIdentity: HeaderName.identityChain
        case .evaluationNumbers: HeaderName.evaluationsChain
        case .pckCRL: HeaderName.pckCRLChain
        case .fmspcs, .rootCRL, .amd: nil
        }
    }
}
