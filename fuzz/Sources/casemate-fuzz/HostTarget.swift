internal import TTLV

/// A reader of the host side, as the fuzzer drives it; what holds for the enclave's targets holds here.
struct HostTarget: Sendable {
    /// The name of its directories `fuzz/corpus/NAME` and `fuzz/regressions/NAME`.
    let name: String
    /// Reads one input.
    let run: @Sendable ([UInt8]) -> Void

    /// Every target.
    static let all = [ttlv]

    /// A KMIP server's message: what is read has exactly one form.
    private static let ttlv = HostTarget(name: "ttlv") { bytes in
        guard let item = try? TTLVItem(decoding: SecretBytes(bytes)) else { return }
        precondition(item.encoded == bytes, "a message that was read is written otherwise")
    }
}
