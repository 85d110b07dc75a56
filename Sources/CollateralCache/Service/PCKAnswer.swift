/// A PCK certificate with what its headers say.
struct PCKAnswer: Sendable, Equatable {
    let certificate: PCKCertificate
    let platform: PlatformRecord

    var headers: [CollateralDocument.Header] {
        [
            .init(name: HeaderName.tcbm, value: certificate.tcbm),
            .init(name: HeaderName.fmspc, value: platform.fmspc),
            .init(name: HeaderName.authority, value: platform.authority.rawValue.uppercased()),
            .init(name: HeaderName.pckChain, value: platform.chain),
        ]
    }
}
