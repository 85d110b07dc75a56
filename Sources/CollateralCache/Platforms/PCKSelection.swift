internal import Attestation
internal import EnclaveProtocol

/// Chooses the PCK certificate for the TCB a platform reports.
///
/// A certificate fits when none of its security versions is above the platform's. Of those that fit, the one at the
/// best level of the TCB info wins; within a level, the one with the higher versions.
struct PCKSelection {
    private let ranked: [(tcb: RawTCB, certificate: PCKCertificate)]

    /// Checks that every certificate is of this platform and ranks them; throws `UnexpectedContent` when one is not.
    init(_ certificates: [PCKCertificate], platform: PlatformIdentity, tcbInfo: TCBInfoSummary) throws {
        var candidates: [(rank: Int, tcb: RawTCB, certificate: PCKCertificate)] = []
        var ppid: [UInt8]?
        for certificate in certificates {
            let content = try certificate.platform()
            try Self.check(content, platform, tcbInfo)
            guard ppid == nil || ppid == content.ppid else {
                throw UnexpectedContent("The certificates' PPIDs differ.")
            }
            ppid = content.ppid
            let tcb = content.tcb.raw
            let rank = tcbInfo.levels.firstIndex { tcb.covers($0) } ?? tcbInfo.levels.count
            candidates.append((rank, tcb, certificate))
        }
        ranked = candidates.sorted { left, right in
            left.rank != right.rank ? left.rank < right.rank : left.tcb.precedes(right.tcb)
        }.map { ($0.tcb, $0.certificate) }
    }

    /// The best certificate that fits, or nil.
    func best(for tcb: RawTCB) -> PCKCertificate? {
        ranked.first { tcb.covers($0.tcb) }?.certificate
    }

    private static func check(
        _ content: PCKExtension, _ platform: PlatformIdentity, _ tcbInfo: TCBInfoSummary
    ) throws {
        guard Hex.encode(content.pceID).uppercased() == platform.pceID else {
            throw UnexpectedContent("A certificate is of another PCE-ID than the platform.")
        }
        guard Hex.encode(content.fmspc).uppercased() == tcbInfo.fmspc else {
            throw UnexpectedContent("A certificate is of another FMSPC than the TCB info.")
        }
    }
}
