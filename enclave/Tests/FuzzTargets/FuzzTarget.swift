/// A reader of bytes from outside, as the fuzzer and the replay tests drive it.
///
/// A target must return for every input: it may refuse, but not crash, hang or allocate without bound. Where a reader
/// accepts, the target checks what acceptance promises (`FuzzTarget.require`).
public struct FuzzTarget: Sendable {
    /// The name of its directories `fuzz/corpus/NAME` and `fuzz/regressions/NAME`.
    public let name: String
    /// Reads one input.
    public let run: @Sendable ([UInt8]) -> Void
    /// Inputs the corpus starts from.
    public let seeds: @Sendable () -> [[UInt8]]

    package init(
        _ name: String, seeds: @escaping @Sendable () -> [[UInt8]] = { [] },
        run: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.run = run
    }

    /// Every target; a new one is a line here.
    public static let all: [FuzzTarget] = [
        .frame, .request, .answer,
        .certificateRequest, .certificate, .revocationList, .subject, .profile,
        .keyFile, .sealedFile, .tlsInput,
        .audit, .journal, .backup,
        .listener, .tpm,
        .json, .quote, .collateral, .signedCollateral, .pckExtension,
        .snpReport, .snpEndorsement, .hcl, .raTLS, .cbor,
        .evidence, .requestEvidence, .appraisalPolicy,
    ]

    /// The target of this name, or nil.
    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    /// Ends the process when a promise does not hold; that is how a finding shows.
    package static func require(_ holds: Bool, _ promise: @autoclosure () -> String) {
        precondition(holds, promise())
    }
}
