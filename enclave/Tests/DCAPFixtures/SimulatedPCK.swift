import X509Core

/// The SGX extension of a PCK certificate, written field by field.
package struct SimulatedPCK: Sendable {
    package var ppid = [UInt8](repeating: 0xA1, count: 16)
    package var components: [Int] = [5, 5, 2, 2, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]
    package var pceSVN = 13
    package var cpuSVN: [UInt8] = [5, 5, 2, 2, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]
    package var pceID: [UInt8] = [0, 0]
    package var fmspc: [UInt8] = [0x53, 0x49, 0x4D, 0, 0, 1]
    package var sgxType: UInt8 = 1
    package var platformInstanceID: [UInt8]? = [UInt8](repeating: 0xB2, count: 16)
    /// dynamicPlatform, cachedKeys, smtEnabled.
    package var configuration: [Bool]? = [true, false, true]
    /// DER of pairs that follow the others.
    package var more: [[UInt8]] = []
    package var omitted: Set<Int> = []

    package init() {}

    package static let arcs: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF8, 0x4D, 1, 13, 1]

    package var certificateExtension: CertificateExtension {
        CertificateExtension(ObjectIdentifier(known: Self.arcs), isCritical: false, value: der)
    }

    package var der: [UInt8] {
        var pairs: [(Int, [UInt8])] = [
            (1, Self.element(DERTag.octetString, ppid)), (2, tcb), (3, Self.element(DERTag.octetString, pceID)),
            (4, Self.element(DERTag.octetString, fmspc)), (5, Self.element(DERTag.enumerated, [sgxType])),
        ]
        if let platformInstanceID { pairs.append((6, Self.element(DERTag.octetString, platformInstanceID))) }
        if let configuration {
            let flags = configuration.enumerated().map { index, flag in
                Self.pair([7, UInt8(index + 1)], DERWriter.encode { $0.boolean(flag) })
            }
            pairs.append((7, Self.element(DERTag.sequence, flags.flatMap { $0 })))
        }
        let content = pairs.filter { !omitted.contains($0.0) }.map { Self.pair([UInt8($0.0)], $0.1) } + more
        return Self.element(DERTag.sequence, content.flatMap { $0 })
    }

    /// SEQUENCE { identifier below Intel's, value }.
    package static func pair(_ suffix: [UInt8], _ value: [UInt8]) -> [UInt8] {
        element(DERTag.sequence, element(DERTag.objectIdentifier, arcs + suffix) + value)
    }

    package static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        DERWriter.encode { $0.element(tag, content) }
    }

    private var tcb: [UInt8] {
        let numbers = (components + [pceSVN]).enumerated().map { index, number in
            Self.pair([2, UInt8(index + 1)], DERWriter.encode { $0.integer(number) })
        }
        let all = numbers + [Self.pair([2, 18], Self.element(DERTag.octetString, cpuSVN))]
        return Self.element(DERTag.sequence, all.flatMap { $0 })
    }
}
