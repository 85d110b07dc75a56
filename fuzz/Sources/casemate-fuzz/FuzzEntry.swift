internal import FuzzTargets
internal import Glibc

/// The target named by the environment's `FUZZ_TARGET`; libFuzzer gives the entry point no other way to learn it.
private let target: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.named(name) else {
        fputs("FUZZ_TARGET must be one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))\n", stderr)
        exit(2)
    }
    return target
}()

/// One input, as libFuzzer calls it; 0 keeps the input in the corpus when it reached new code.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
