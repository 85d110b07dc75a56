internal import EnclaveProtocol

/// What a policy wants one measurement to be.
enum ClaimPattern: Sendable, Equatable {
    /// One of these bytes.
    case bytes([[UInt8]])
    /// These bytes wherever the mask has a bit.
    case masked(value: [UInt8], mask: [UInt8])
    /// One of these numbers.
    case numbers([UInt64])
    case range(ClosedRange<UInt64>)
    /// These bits wherever the mask has one.
    case bits(value: UInt64, mask: UInt64)

    private enum Mask: String, CaseIterable {
        case value, mask
    }

    private enum Bounds: String, CaseIterable {
        case minimum, maximum, value, mask
    }

    init(_ value: PolicyValue, for field: MeasurementField) throws(PolicyFault) {
        if let length = field.length {
            self = try Self.bytes(value, length)
        } else {
            self = try Self.number(value)
        }
    }

    private static func bytes(_ value: PolicyValue, _ length: Int) throws(PolicyFault) -> ClaimPattern {
        guard case .mapping = value.content else {
            let values = try value.elements
            guard !values.isEmpty else { throw value.fault("a value or a list of them") }
            return .bytes(try values.map { element throws(PolicyFault) in try element.bytes(length) })
        }
        let section = try PolicySection<Mask>(value)
        guard let wanted = section.member(.value), let mask = section.member(.mask) else {
            throw value.fault("hexadecimal, a list of it, or {value: …, mask: …}")
        }
        return .masked(value: try wanted.value.bytes(length), mask: try mask.value.bytes(length))
    }

    private static func number(_ value: PolicyValue) throws(PolicyFault) -> ClaimPattern {
        guard case .mapping = value.content else {
            let values = try value.elements
            guard !values.isEmpty else { throw value.fault("a number or a list of them") }
            return .numbers(try values.map { element throws(PolicyFault) in try element.number })
        }
        let section = try PolicySection<Bounds>(value)
        if let wanted = section.member(.value), let mask = section.member(.mask), section.count == 2 {
            return .bits(value: try wanted.value.number, mask: try mask.value.number)
        }
        guard section.member(.value) == nil, section.member(.mask) == nil,
            section.member(.minimum) != nil || section.member(.maximum) != nil
        else {
            throw value.fault("a number, a list of them, {minimum: …, maximum: …} or {value: …, mask: …}")
        }
        let minimum = try section.member(.minimum)?.value.number ?? 0
        let maximum = try section.member(.maximum)?.value.number ?? .max
        guard minimum <= maximum else { throw value.fault("a minimum that is not above its maximum") }
        return .range(minimum...maximum)
    }

    func accepts(_ claim: Claim.Value) -> Bool {
        switch (self, claim) {
        case (.bytes(let values), .bytes(let bytes)): values.contains(bytes)
        case (.masked(let value, let mask), .bytes(let bytes)):
            bytes.count == value.count
                && bytes.indices.allSatisfy { bytes[$0] & mask[$0] == value[$0] & mask[$0] }
        case (.numbers(let values), .number(let number)): values.contains(number)
        case (.range(let range), .number(let number)): range.contains(number)
        case (.bits(let value, let mask), .number(let number)): number & mask == value & mask
        default: false
        }
    }
}

extension ClaimPattern: CustomStringConvertible {
    /// For a reason: `1`, `0a0b or 0c0d`, `at least 3`.
    var description: String {
        switch self {
        case .bytes(let values): values.map { Hex.encode($0) }.joined(separator: " or ")
        case .masked(let value, let mask): "\(Hex.encode(value)) under the mask \(Hex.encode(mask))"
        case .numbers(let values): values.map(String.init).joined(separator: " or ")
        case .bits(let value, let mask): "\(value) under the mask \(mask)"
        case .range(let range):
            if range.upperBound == .max {
                "at least \(range.lowerBound)"
            } else {
                "\(range.lowerBound) to \(range.upperBound)"
            }
        }
    }
}
