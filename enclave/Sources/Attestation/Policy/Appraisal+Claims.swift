internal import EnclaveProtocol

extension Appraisal {
    /// The claim of this name, or nil.
    package func claim(_ name: String) -> Claim.Value? {
        (measurements.first { $0.name == name } ?? platformInfo.first { $0.name == name })?.value
    }

    /// The bytes of this name; nil when there are none.
    package func bytes(_ name: String) -> [UInt8]? {
        guard case .bytes(let bytes)? = claim(name) else { return nil }
        return bytes
    }

    /// The number of this name; nil when there is none.
    package func number(_ name: String) -> UInt64? {
        guard case .number(let number)? = claim(name) else { return nil }
        return number
    }

    /// The flag of this name; nil when there is none.
    package func flag(_ name: String) -> Bool? {
        guard case .flag(let flag)? = claim(name) else { return nil }
        return flag
    }

    /// The text of this name; nil when there is none.
    package func text(_ name: String) -> String? {
        guard case .text(let text)? = claim(name) else { return nil }
        return text
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
