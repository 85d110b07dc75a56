internal import FuzzTargets
internal import Glibc

/// The target named by the environment's `FUZZ_TARGET`; libFuzzer gives the entry points no other way to learn it.
private let target = FuzzTarget.named(environment("FUZZ_TARGET") ?? "")

/// Called by libFuzzer before it reads any corpus. Names the targets when none was chosen; else writes the target's own
/// seeds into the directory `FUZZ_SEEDS`.
@c(LLVMFuzzerInitialize)
public func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    guard let target else {
        print("FUZZ_TARGET must be one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
        exit(2)
    }
    if let directory = environment("FUZZ_SEEDS") { write(target.seeds(), to: directory) }
    return 0
}

/// One input, as libFuzzer calls it; 0 keeps the input in the corpus when it reached new code.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target?.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

private func write(_ seeds: [[UInt8]], to directory: String) {
    for (number, seed) in seeds.enumerated() {
        guard let file = fopen("\(directory)/seed-\(number)", "w") else { continue }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
}
