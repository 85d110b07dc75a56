import Crypto
import EnclaveProtocol
import X509Core

@testable import Attestation

/// A VCEK or VLEK about to be certified; a test changes what it wants wrong.
struct EndorsementDraft {
    var kind: SNPSigningKey
    var product: SNPProduct
    var tcb: SNPTCB
    var key = P384.Signing.PrivateKey()
    var hardwareID: [UInt8]
    var wrapsHardwareID = false
    var productName: String
    var provider = "cc-us-east-2"
    /// Whose key signs it, when not the right one's.
    var issuer: SNPSigningKey?
    var commonName: String?
    var validFrom = SimulatedAMD.start
    var validUntil = SimulatedAMD.end
    /// Extensions that replace those of the same identifier, or are added; nil leaves one out.
    var changes: [ObjectIdentifier: [UInt8]?] = [:]

    init(_ kind: SNPSigningKey, of report: ReportDraft) throws {
        self.kind = kind
        product = report.product
        tcb = try report.tcb
        productName = kind == .vcek ? "\(report.product.rawValue)-B0" : report.product.rawValue
        hardwareID = Array(report[.chipID].prefix(report.product.chipIDLength))
    }

    var extensions: [CertificateExtension] {
        var values: [(ObjectIdentifier, [UInt8])] = [
            (SNPExtension.structureVersion, Self.integer(1)),
            (SNPExtension.productName, Self.text(productName)),
        ]
        for component in SNPTCB.components(of: product) {
            values.append((SNPExtension.version(of: component), Self.integer(tcb[component] ?? 0)))
        }
        values += SNPExtension.reservedVersions.map { ($0, Self.integer(0)) }
        switch kind {
        case .vcek: values.append((SNPExtension.hardwareID, encodedHardwareID))
        case .vlek: values.append((SNPExtension.cloudProvider, Self.text(provider)))
        }
        let kept = values.filter { changes[$0.0] == nil }
        let changed = changes.compactMap { identifier, value in value.map { (identifier, $0) } }
        return (kept + changed).map { CertificateExtension($0.0, isCritical: false, value: $0.1) }
    }

    private var encodedHardwareID: [UInt8] {
        wrapsHardwareID ? DERWriter.encode { $0.element(DERTag.octetString, hardwareID) } : hardwareID
    }

    static func integer(_ value: UInt8) -> [UInt8] { DERWriter.encode { $0.integer(Int(value)) } }
    static func text(_ value: String) -> [UInt8] {
        DERWriter.encode { $0.element(DERTag.ia5String, Array(value.utf8)) }
    }
}
