internal import FuzzTargets
internal import Glibc

/// The target named by the environment's `FUZZ_TARGET`; libFuzzer gives the entry point no other way to learn it.
/// With `FUZZ_SEEDS` its seeds are first written into that directory.
private let target: FuzzTarget = {
    guard let target = FuzzTarget.named(environment("FUZZ_TARGET") ?? "") else {
        fputs("FUZZ_TARGET must be one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))\n", stderr)
        exit(2)
    }
    if let directory = environment("FUZZ_SEEDS") { write(target.seeds(), to: directory) }
    return target
}()

private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

private func write(_ seeds: [[UInt8]], to directory: String) {
    for (number, seed) in seeds.enumerated() {
        guard let file = fopen("\(directory)/seed-\(number)", "w") else { continue }
        fwrite(seed, 1, seed.count, file)
        fclose(file)
    }
}

/// One input, as libFuzzer calls it; 0 keeps the input in the corpus when it reached new code.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
