internal import SwiftASN1

/// What a `tls` key may sign, recognised before it is hashed. A certificate, a token or a text is none of these, so a TLS
/// key cannot be talked into making one.
package enum TLSSignatureInput: Sendable, Hashable {
    /// RFC 8446 §4.4.3.
    case serverCertificateVerify
    /// RFC 8446 §4.4.3.
    case clientCertificateVerify
    /// RFC 5246 §7.4.3 with RFC 8422 §5.4: the two randoms and the ECDHE parameters.
    case serverKeyExchange
    /// RFC 5246 §7.4.8: the handshake messages so far.
    case clientHandshake

    /// Recognises the input, or refuses it saying why.
    package init(_ input: [UInt8]) throws(KeyError) {
        if input.starts(with: Self.padding) {
            self = try Self.certificateVerify(input.dropFirst(Self.padding.count))
        } else if input.first == HandshakeTranscript.clientHello, (try? HandshakeTranscript.check(input)) != nil {
            self = .clientHandshake
        } else if Self.isServerKeyExchange(input) {
            // The randoms are free bytes; an input that is a whole structure as well has another meaning elsewhere. BER and not
            // DER, because readers of certificates tolerate its lengths.
            guard (try? BER.parse(input)) == nil else { throw .notTLS(.structure) }
            self = .serverKeyExchange
        } else {
            throw .notTLS(try Self.refusal(of: input))
        }
    }

    private static let padding = [UInt8](repeating: 0x20, count: 64)
    private static let contexts: [(prefix: [UInt8], kind: TLSSignatureInput)] = [
        (Array("TLS 1.3, server CertificateVerify\0".utf8), .serverCertificateVerify),
        (Array("TLS 1.3, client CertificateVerify\0".utf8), .clientCertificateVerify),
    ]

    private static func certificateVerify(_ content: ArraySlice<UInt8>) throws(KeyError) -> Self {
        guard let context = contexts.first(where: { content.starts(with: $0.prefix) }) else {
            throw .notTLS(.unrecognised)
        }
        // The hash of a TLS 1.3 cipher suite is SHA-256 or SHA-384 (RFC 8446 §B.4).
        guard [32, 48].contains(content.count - context.prefix.count) else { throw .notTLS(.transcriptLength) }
        return context.kind
    }

    private static let randomsLength = 64
    /// NamedCurve of RFC 8422 §5.1.1, with the length of its point.
    private static let pointLengths: [UInt16: Int] = [23: 65, 24: 97, 25: 133, 29: 32, 30: 56]
    private static let namedCurveType: UInt8 = 3

    private static func isServerKeyExchange(_ input: [UInt8]) -> Bool {
        guard input.count > randomsLength + 4, input[64] == namedCurveType else { return false }
        let curve = UInt16(input[65]) << 8 | UInt16(input[66])
        guard let length = pointLengths[curve], input[67] == length, input.count == randomsLength + 4 + length else {
            return false
        }
        // NIST points are sent uncompressed (RFC 8422 §5.4.1).
        return curve >= 29 || input[68] == 0x04
    }

    /// The most telling reason for an input that is none of the four.
    private static func refusal(of input: [UInt8]) throws(KeyError) -> TLSRefusal {
        if input.first == HandshakeTranscript.clientHello { try HandshakeTranscript.check(input) }
        return input.count > randomsLength + 4 && input[64] == namedCurveType ? .curve : .unrecognised
    }
}
