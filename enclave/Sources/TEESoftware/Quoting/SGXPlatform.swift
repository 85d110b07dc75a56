internal import X509Core

/// The machine that software quotes claim to come from: what a PCK certificate's SGX extension says
/// (1.2.840.113741.1.13.1), the same in TCB info.
struct SGXPlatform: Sendable {
    /// Never one of Intel's: "casemate" as far as hexadecimal goes.
    static let fmspc: [UInt8] = [0xca, 0x5e, 0x3a, 0x7e, 0, 0]
    static let pceID: [UInt8] = [0, 0]
    static let pceSVN = 1
    /// The sixteen component SVNs, and as bytes the CPUSVN: 1 for the first form of this platform.
    static let components: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)

    /// Random, 16 bytes; with the next one the only things that tell installations apart here.
    let ppid: [UInt8]
    /// Random, 16 bytes.
    let instanceID: [UInt8]

    /// The extension as the Platform CA writes it: seven elements.
    var certificateExtension: CertificateExtension {
        let value = DERWriter.encode(capacity: 512) { writer in
            writer.constructed { writer in
                Self.pair([1], to: &writer) { $0.element(DERTag.octetString, ppid) }
                Self.pair([2], to: &writer) { Self.writeTCB(to: &$0) }
                Self.pair([3], to: &writer) { $0.element(DERTag.octetString, Self.pceID) }
                Self.pair([4], to: &writer) { $0.element(DERTag.octetString, Self.fmspc) }
                Self.pair([5], to: &writer) { $0.element(DERTag.enumerated, [0]) }
                Self.pair([6], to: &writer) { $0.element(DERTag.octetString, instanceID) }
                Self.pair([7], to: &writer) { Self.writeConfiguration(to: &$0) }
            }
        }
        return CertificateExtension(Self.identifier([]), isCritical: false, value: value)
    }

    private static func writeTCB(to writer: inout DERWriter) {
        writer.constructed { writer in
            for (index, svn) in components.enumerated() {
                pair([2, UInt8(index + 1)], to: &writer) { $0.integer(Int(svn)) }
            }
            pair([2, 17], to: &writer) { $0.integer(pceSVN) }
            pair([2, 18], to: &writer) { $0.element(DERTag.octetString, components) }
        }
    }

    /// Dynamic platform, cached keys, SMT: none of it is known of a machine that is not asked.
    private static func writeConfiguration(to writer: inout DERWriter) {
        writer.constructed { writer in
            for flag in UInt8(1)...3 { pair([7, flag], to: &writer) { $0.boolean(false) } }
        }
    }

    private static func pair(_ arcs: [UInt8], to writer: inout DERWriter, _ value: (inout DERWriter) -> Void) {
        writer.constructed { writer in
            writer.objectIdentifier(identifier(arcs))
            value(&writer)
        }
    }

    private static func identifier(_ arcs: [UInt8]) -> ObjectIdentifier {
        ObjectIdentifier(known: [0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 1, 13, 1] + arcs)
    }
}
