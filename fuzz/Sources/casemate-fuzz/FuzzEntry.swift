internal import FuzzTargets
internal import Glibc

/// The target named by the environment's `FUZZ_TARGET`; libFuzzer gives the entry points no other way to learn it.
private let name = environment("FUZZ_TARGET") ?? ""
private let run = FuzzTarget.named(name)?.run ?? HostTarget.all.first { $0.name == name }?.run

/// Called by libFuzzer before it reads any corpus. Names the targets when none was chosen; else writes the target's own
/// seeds into the directory `FUZZ_SEEDS`.
@c(LLVMFuzzerInitialize)
public func initialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    guard run != nil else {
        let names = FuzzTarget.all.map(\.name) + HostTarget.all.map(\.name)
        print("FUZZ_TARGET must be one of: \(names.joined(separator: " "))")
        exit(2)
    }
    if let directory = environment("FUZZ_SEEDS") { write(FuzzTarget.named(name)?.seeds() ?? [], to: directory) }
    return 0
}

/// One input, as libFuzzer calls it; 0 keeps the input in the corpus when it reached new code.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    run?(Array(UnsafeBufferPointer(start: start, count: count)))
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
