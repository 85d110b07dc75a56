import Foundation
import SwiftASN1
import X509

/// What swift-certificates reads in a certificate, in plain values, so that the tests can compare without two types
/// of the same name.
struct OracleCertificate {
    let subject: [UInt8]
    let serial: [UInt8]
    let notBefore: Int64
    let notAfter: Int64
    let keyBits: [UInt8]
    let extensionOrder: [String]
    let names: [String]
    let isAuthority: Bool
    let mayEncipherKeys: Bool
    let maySign: Bool
    let mayCertify: Bool
    let purposes: [String]
    let authorityKeyIdentifier: [UInt8]
    let isSignedByIssuer: Bool

    init(_ der: [UInt8], issuer: [UInt8]) throws {
        let read = try Certificate(derEncoded: der)
        var serializer = DER.Serializer()
        try serializer.serialize(read.subject)
        subject = serializer.serializedBytes
        serial = Array(read.serialNumber.bytes.drop { $0 == 0 })
        notBefore = Int64(read.notValidBefore.timeIntervalSince1970)
        notAfter = Int64(read.notValidAfter.timeIntervalSince1970)
        keyBits = Array(read.publicKey.subjectPublicKeyInfoBytes)
        extensionOrder = read.extensions.map { "\($0.oid)" }
        names = try read.extensions.subjectAlternativeNames?.map(Self.describe) ?? []
        if case .isCertificateAuthority = try read.extensions.basicConstraints {
            isAuthority = true
        } else {
            isAuthority = false
        }
        let usage = try read.extensions.keyUsage
        mayEncipherKeys = usage?.keyEncipherment ?? false
        maySign = usage?.digitalSignature ?? false
        mayCertify = usage?.keyCertSign ?? false
        purposes = try read.extensions.extendedKeyUsage?.map { "\($0)" } ?? []
        authorityKeyIdentifier = try read.extensions.authorityKeyIdentifier?.keyIdentifier.map(Array.init) ?? []
        isSignedByIssuer = try Certificate(derEncoded: issuer).publicKey.isValidSignature(read.signature, for: read)
    }

    private static func describe(_ name: GeneralName) -> String {
        switch name {
        case .dnsName(let text): "dns:" + text
        case .rfc822Name(let text): "email:" + text
        case .uniformResourceIdentifier(let text): "uri:" + text
        case .ipAddress(let octets): "ip:" + octets.bytes.map(String.init).joined(separator: ".")
        default: "other"
        }
    }
}
