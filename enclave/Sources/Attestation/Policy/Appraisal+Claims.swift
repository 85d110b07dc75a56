internal import EnclaveProtocol

extension Appraisal {
    /// The claim of this name, or nil.
    func claim(_ name: String) -> Claim.Value? {
        (measurements.first { $0.name == name } ?? platformInfo.first { $0.name == name })?.value
    }

    func bytes(_ name: String) -> [UInt8]? {
        guard case .bytes(let bytes)? = claim(name) else { return nil }
        return bytes
    }

    func number(_ name: String) -> UInt64? {
        guard case .number(let number)? = claim(name) else { return nil }
        return number
    }

    func flag(_ name: String) -> Bool? {
        guard case .flag(let flag)? = claim(name) else { return nil }
        return flag
    }

    func text(_ name: String) -> String? {
        guard case .text(let text)? = claim(name) else { return nil }
        return text
    }

    /// Eight bytes in little-endian order as a number.
    func bits(_ name: String) -> UInt64? {
        guard let bytes = bytes(name), bytes.count >= 8 else { return nil }
        return bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Claim.Value: CustomStringConvertible {
    /// Bytes in hexadecimal, everything else as it is written.
    public var description: String {
        switch self {
        case .bytes(let bytes): Hex.encode(bytes)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .text(let text): text
        }
    }
}
