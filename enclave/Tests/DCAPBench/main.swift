// Quote verification on one thread, for Benchmarks/verify.sh:
//     dcap-bench make DIRECTORY PLATFORMS QUOTES
//     dcap-bench kept DIRECTORY      collateral verified once
//     dcap-bench whole DIRECTORY     collateral, read once from its JSON, verified for each quote
// The last two print quotes a second of processor time, which a busy machine does not inflate.
import Attestation
import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())

func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func rate(_ data: BenchData, isKept: Bool) throws -> Int {
    let received = try Collateral(json: data.collateralJSON)
    let kept = try VerifiedCollateral(received, root: data.root, time: data.time)
    let start = processorTime()
    for quote in data.quotes {
        let collateral = isKept ? kept : try VerifiedCollateral(received, root: data.root, time: data.time)
        let appraisal = try DCAPVerifier.appraise(quote, collateral: collateral, time: data.time)
        precondition(appraisal.status == .upToDate, "a quote was not up to date")
    }
    return Int(Double(data.quotes.count) / (processorTime() - start))
}

switch (arguments.first, arguments.count) {
case ("make", 4):
    try BenchData.make(
        in: arguments[1], platforms: Int(arguments[2]) ?? 500, quotes: Int(arguments[3]) ?? 10_000)
case ("kept", 2), ("whole", 2):
    print(try rate(BenchData(directory: arguments[1]), isKept: arguments[0] == "kept"))
default:
    print("dcap-bench make DIRECTORY PLATFORMS QUOTES | kept DIRECTORY | whole DIRECTORY")
}
