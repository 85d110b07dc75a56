internal import Attestation
internal import EnclaveProtocol

extension JSONValue {
    /// Claims as one object; bytes in hexadecimal, dates as RFC 3339.
    static func claims(_ claims: [Claim]) -> JSONValue {
        .object(claims.map { Member(name: $0.name, value: .claim($0)) })
    }

    /// One claim's value. A number that JSON's readers would round is text in decimal.
    private static func claim(_ claim: Claim) -> JSONValue {
        switch claim.value {
        case .number(let seconds) where claim.name.hasSuffix("Date") || claim.name.hasSuffix("ThisUpdate"):
            .string(RFC3339.text(Int64(clamping: seconds)))
        case .number(let number): number < 1 << 53 ? .integer(Int64(number)) : .string(String(number))
        case .flag(let flag): .bool(flag)
        case .bytes, .text: .string(claim.value.description)
        }
    }
}
