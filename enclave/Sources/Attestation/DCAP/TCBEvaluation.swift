/// Finds the levels that a machine reaches.
struct TCBEvaluation {
    let tcbInfo: TCBInfo
    let certified: PCKExtension.TCB
    let qe: LevelVerdict

    /// What one set of TDX versions amounts to, and the part of it that is the module's.
    struct Outcome {
        let verdict: TCBLevelVerdict
        let module: TCBStatus?
    }

    /// The verdict on a machine; `versions` are a TD's, nil for an enclave.
    /// - Throws: `unsupportedTCB` where some level is not reached at all.
    func evaluate(_ versions: SIMD16<UInt8>?) throws(AppraisalError) -> Outcome {
        let platform = try platformLevel(versions)
        let module = try versions.flatMap { versions throws(AppraisalError) in try moduleLevel(versions) }
        let matched = [platform, qe] + (module.map { [$0] } ?? [])
        let verdict = TCBLevelVerdict(
            status: platform.status.converged(with: matched.dropFirst().map(\.status)),
            tcbDate: matched.map(\.date).min() ?? platform.date,
            advisories: Set(matched.flatMap(\.advisories)).sorted())
        return Outcome(verdict: verdict, module: module?.status)
    }

    private func platformLevel(_ versions: SIMD16<UInt8>?) throws(AppraisalError) -> LevelVerdict {
        let match = tcbInfo.levels.first { level in
            all(certified.components .>= level.sgx) && certified.pceSVN >= level.pceSVN
                && (versions.map { Self.reaches($0, level.tdx) } ?? true)
        }
        guard let match else {
            throw AppraisalError(.unsupportedTCB, "The machine is below every TCB level of its TCB info.")
        }
        return match.verdict
    }

    /// A module with a version of its own is judged by its identity, so its two components do not count here.
    private static func reaches(_ versions: SIMD16<UInt8>, _ level: SIMD16<UInt8>) -> Bool {
        var level = level
        if versions[1] > 0 { (level[0], level[1]) = (0, 0) }
        return all(versions .>= level)
    }

    private func moduleLevel(_ versions: SIMD16<UInt8>) throws(AppraisalError) -> LevelVerdict? {
        guard versions[1] > 0 else { return nil }
        guard let match = tcbInfo.modules[versions[1]]?.levels.matching(UInt64(versions[0])) else {
            throw AppraisalError(
                .unsupportedTCB,
                "The TCB info has no level for TDX module version \(versions[1]), security version \(versions[0]).")
        }
        return match
    }
}
