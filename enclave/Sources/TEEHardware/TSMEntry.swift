private import EnclaveProtocol
private import Glibc

/// An entry of configfs-tsm, for one report: its name is nobody else's, and it is removed however its use ends.
struct TSMEntry: ~Copyable {
    /// Where the kernel has its entries.
    static let directory = "/sys/kernel/config/tsm/report"

    private let path: String
    private var writes: UInt64 = 0

    /// Makes the entry under a random name.
    init() throws(SystemFailure) {
        let name = Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
        path = "\(Self.directory)/casemate-\(name)"
        guard unsafe mkdir(path, 0o700) == 0 else { throw SystemFailure(call: "mkdir", path: path, number: errno) }
    }

    deinit { unsafe rmdir(path) }

    /// How often this entry was written, by anybody.
    func generation() throws(SystemFailure) -> UInt64 {
        let text = try self.text("generation")
        guard let number = UInt64(text) else {
            throw SystemFailure(call: "read", path: path + "/generation", number: EINVAL)
        }
        return number
    }

    /// Nothing but this value's own writes happened since the generation was `start`.
    func isUndisturbed(since start: UInt64) throws(SystemFailure) -> Bool {
        try generation() == start &+ writes
    }

    /// Sets an attribute.
    mutating func write(_ bytes: [UInt8], to attribute: String) throws(SystemFailure) {
        writes += 1
        try PseudoFile("\(path)/\(attribute)").write(bytes)
    }

    /// Sets an attribute to text.
    mutating func write(_ text: String, to attribute: String) throws(SystemFailure) {
        try write(Array(text.utf8), to: attribute)
    }

    /// An attribute's bytes, at most as many as the newest kernels give in a blob we have use for.
    func blob(_ attribute: String) throws(SystemFailure) -> [UInt8] {
        try PseudoFile("\(path)/\(attribute)").read(atMost: Self.longestBlob)
    }

    /// An attribute's text, without the newline behind it.
    func text(_ attribute: String) throws(SystemFailure) -> String {
        let bytes = try PseudoFile("\(path)/\(attribute)").read(atMost: Self.longestText)
        return String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }

    /// The provider of this kernel has the attribute.
    func has(_ attribute: String) -> Bool { unsafe access("\(path)/\(attribute)", F_OK) == 0 }

    private static let longestBlob = 64 << 10
    private static let longestText = 256
}
