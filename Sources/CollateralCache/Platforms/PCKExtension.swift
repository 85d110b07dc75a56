internal import SwiftASN1
internal import X509Core

/// What a PCK certificate says of its platform (extension 1.2.840.113741.1.13.1).
struct PCKExtension: Equatable {
    static let identifier: ASN1ObjectIdentifier = [1, 2, 840, 113741, 1, 13, 1]

    var ppid: [UInt8] = []
    var pceID: [UInt8] = []
    var fmspc: [UInt8] = []
    var tcb = RawTCB(components: Array(repeating: 0, count: 16), pceSVN: 0)

    /// Reads a certificate in PEM or DER; throws when it is none, or has no such extension.
    init(certificate: [UInt8]) throws {
        do {
            try self.init(reading: try Certificate(certificate))
        } catch let error as UnexpectedContent {
            throw error
        } catch {
            throw UnexpectedContent("The PCK certificate is malformed: \(error)")
        }
    }

    private init(reading certificate: Certificate) throws {
        let wanted = Self.identifier.description
        guard let found = certificate.content.extensions.first(where: { $0.identifier.description == wanted }) else {
            throw UnexpectedContent("The certificate has no SGX extension.")
        }
        try read(found.value)
        guard ppid.count == 16, pceID.count == 2, fmspc.count == 6 else {
            throw UnexpectedContent("The SGX extension lacks PPID, PCE-ID or FMSPC.")
        }
    }

    private mutating func read(_ value: [UInt8]) throws {
        for (identifier, content) in try Self.pairs(DER.parse(value)) {
            switch Self.suffix(identifier) {
            case [1]: ppid = Array(try ASN1OctetString(derEncoded: content).bytes)
            case [2]: tcb = try Self.tcb(content)
            case [3]: pceID = Array(try ASN1OctetString(derEncoded: content).bytes)
            case [4]: fmspc = Array(try ASN1OctetString(derEncoded: content).bytes)
            default: break
            }
        }
    }

    /// The eighteenth value, CPUSVN, is the one a platform's own is compared with; the sixteen before are TCB info's.
    private static func tcb(_ node: ASN1Node) throws -> RawTCB {
        var cpuSVN: [UInt8] = []
        var pceSVN: UInt16?
        for (identifier, content) in try pairs(node) {
            switch suffix(identifier) {
            case [2, 17]: pceSVN = try UInt16(derEncoded: content)
            case [2, 18]: cpuSVN = Array(try ASN1OctetString(derEncoded: content).bytes)
            default: break
            }
        }
        guard let pceSVN, cpuSVN.count == 16 else { throw UnexpectedContent("The SGX extension lacks its TCB.") }
        return RawTCB(components: cpuSVN, pceSVN: pceSVN)
    }

    private static func pairs(_ node: ASN1Node) throws -> [(ASN1ObjectIdentifier, ASN1Node)] {
        try DER.sequence(node, identifier: .sequence) { nodes in
            var pairs: [(ASN1ObjectIdentifier, ASN1Node)] = []
            while let node = nodes.next() {
                pairs.append(
                    try DER.sequence(node, identifier: .sequence) { inner in
                        let identifier = try ASN1ObjectIdentifier(derEncoded: &inner)
                        guard let content = inner.next() else { throw UnexpectedContent("A pair without a value.") }
                        return (identifier, content)
                    })
            }
            return pairs
        }
    }

    private static func suffix(_ found: ASN1ObjectIdentifier) -> [UInt] {
        let parts = Array(found.oidComponents), own = Array(identifier.oidComponents)
        return parts.starts(with: own) ? Array(parts.dropFirst(own.count)) : []
    }
}

extension PCKExtension {
    /// The issuer's name of a certificate, as RFC 4514 text.
    static func issuerName(of certificate: [UInt8]) throws -> String {
        try Certificate(certificate).content.issuer.rfc4514
    }
}
