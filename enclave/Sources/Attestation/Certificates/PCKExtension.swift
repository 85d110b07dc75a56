public import X509Core

/// What Intel says about a machine in its PCK certificate: extension 1.2.840.113741.1.13.1.
public struct PCKExtension: Sendable {
    private static let identifier = ObjectIdentifier(known: arcs)
    private static let arcs: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF8, 0x4D, 1, 13, 1]

    /// How much of the machine's memory SGX protects, and how.
    enum SGXType: Int, Sendable {
        case standard = 0
        case scalable = 1
        case scalableWithIntegrity = 2

        var name: String {
            switch self {
            case .standard: "standard"
            case .scalable: "scalable"
            case .scalableWithIntegrity: "scalable-with-integrity"
            }
        }
    }

    /// The security versions that the certificate stands for.
    public struct TCB: Sendable {
        /// As TCB info counts them.
        var components = SIMD16<UInt8>()
        /// Of the provisioning certification enclave.
        public internal(set) var pceSVN: UInt16 = 0
        /// As a platform reports its own, 16 bytes.
        public internal(set) var cpuSVN: [UInt8] = []
    }

    /// Switches of a multi-package machine; a member is nil where the certificate does not say.
    struct Configuration: Sendable {
        var dynamicPlatform: Bool?
        var cachedKeys: Bool?
        var smtEnabled: Bool?
    }

    /// The machine, 16 bytes.
    public private(set) var ppid: [UInt8] = []
    /// The security versions it is certified at.
    public private(set) var tcb = TCB()
    /// Its provisioning certification enclave, two bytes.
    public private(set) var pceID: [UInt8] = []
    /// The family of machines, six bytes.
    public private(set) var fmspc: [UInt8] = []
    private(set) var sgxType = SGXType.standard
    private(set) var platformInstanceID: [UInt8]?
    private(set) var configuration = Configuration()

    /// Reads the extension of a certificate, whose signature is the caller's to check; nil where there is none.
    public init?(of certificate: Certificate) throws(X509Error) {
        guard let item = certificate.content.extensions.first(Self.identifier) else { return nil }
        try self.init(der: item.value)
    }

    /// Reads the extension's value: pairs in any order, each at most once, 1 to 5 required, unknown ones passed over.
    package init(der: [UInt8]) throws(X509Error) {
        var outer = DERReader(der)
        let pairs = try NumberedPairs(try outer.enter(), below: Self.arcs)
        try outer.finish()
        try pairs.require(1...5)
        for pair in pairs.items {
            var value = pair.value
            switch pair.number {
            case 1: ppid = try Self.octets(16, from: &value)
            case 2: tcb = try Self.readTCB(from: &value)
            case 3: pceID = try Self.octets(2, from: &value)
            case 4: fmspc = try Self.octets(6, from: &value)
            case 5: sgxType = try Self.readType(from: &value)
            case 6: platformInstanceID = try Self.octets(16, from: &value)
            case 7: configuration = try Self.readConfiguration(from: &value)
            default: break
            }
        }
    }

    private static func readTCB(from value: inout DERReader) throws(X509Error) -> TCB {
        let pairs = try NumberedPairs(try value.enter(), below: arcs + [2])
        try pairs.require(1...18)
        var tcb = TCB()
        for pair in pairs.items {
            var value = pair.value
            switch pair.number {
            case 1...16: tcb.components[Int(pair.number) - 1] = UInt8(try number(below: 1 << 8, from: &value))
            case 17: tcb.pceSVN = UInt16(try number(below: 1 << 16, from: &value))
            case 18: tcb.cpuSVN = try octets(16, from: &value)
            default: break
            }
        }
        return tcb
    }

    private static func readConfiguration(from value: inout DERReader) throws(X509Error) -> Configuration {
        let pairs = try NumberedPairs(try value.enter(), below: arcs + [7])
        var configuration = Configuration()
        for pair in pairs.items {
            var value = pair.value
            switch pair.number {
            case 1: configuration.dynamicPlatform = try value.readBoolean()
            case 2: configuration.cachedKeys = try value.readBoolean()
            case 3: configuration.smtEnabled = try value.readBoolean()
            default: break
            }
        }
        return configuration
    }

    private static func readType(from value: inout DERReader) throws(X509Error) -> SGXType {
        guard let type = SGXType(rawValue: try value.readSmallInteger(DERTag.enumerated)) else {
            throw .malformed("The SGX type of a PCK certificate is not known")
        }
        return type
    }

    private static func octets(_ count: Int, from value: inout DERReader) throws(X509Error) -> [UInt8] {
        let octets = try value.readOctetString()
        guard octets.count == count else {
            throw .malformed("A field of a PCK certificate has \(octets.count) octets, not \(count)")
        }
        return octets
    }

    private static func number(below limit: Int, from value: inout DERReader) throws(X509Error) -> Int {
        let number = try value.readSmallInteger()
        guard number < limit else { throw .malformed("A security version of a PCK certificate is out of range") }
        return number
    }
}

/// SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, value } whose identifiers are one arc below a common one.
private struct NumberedPairs {
    private(set) var items: [(number: UInt8, value: DERReader)] = []
    private var seen: UInt64 = 0

    /// Pairs of other identifiers, or of arcs above 63, are passed over; a number twice is refused.
    init(_ content: DERReader, below arcs: [UInt8]) throws(X509Error) {
        var reader = content
        items.reserveCapacity(18)
        while !reader.isAtEnd {
            var pair = try reader.enter()
            let identifier = reader.bytes[try pair.read(DERTag.objectIdentifier).content]
            let value = try pair.next()
            try pair.finish()
            guard identifier.count == arcs.count + 1, identifier.starts(with: arcs), let number = identifier.last,
                number < 64
            else { continue }
            guard seen & 1 << number == 0 else { throw .malformed("A PCK certificate repeats a field") }
            seen |= 1 << number
            items.append((number, DERReader(reader.bytes, value.range)))
        }
    }

    func require(_ numbers: ClosedRange<UInt8>) throws(X509Error) {
        guard numbers.allSatisfy({ seen & 1 << $0 != 0 }) else { throw .malformed("A PCK certificate lacks a field") }
    }
}
