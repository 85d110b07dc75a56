import EnclaveProtocol
import Testing

@testable import KeyOperations

@Suite struct TLSSignatureInputTests {
    private static let padding = [UInt8](repeating: 0x20, count: 64)
    private static let randoms = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }

    private static func certificateVerify(_ side: String, hash: Int) -> [UInt8] {
        padding + Array("TLS 1.3, \(side) CertificateVerify\0".utf8) + [UInt8](repeating: 0xA5, count: hash)
    }

    private static func keyExchange(curve: UInt8, point: Int) -> [UInt8] {
        randoms + [3, 0, curve, UInt8(point), 4] + [UInt8](repeating: 0x5A, count: point - 1)
    }

    private static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [type] + length(body.count, 3) + body
    }

    private static func length(_ count: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: count >> (8 * (bytes - 1 - $0))) }
    }

    private static let hello: [UInt8] = [3, 3] + [UInt8](repeating: 1, count: 32) + [0]
    private static let certificates = length(7, 3) + length(4, 3) + [0x30, 2, 5, 0]
    private static let transcript: [[UInt8]] = [
        message(1, hello + [0, 2, 0xC0, 0x2B, 1, 0]), message(2, hello + [0xC0, 0x2B, 0, 0, 0]),
        message(11, certificates), message(12, [3, 0, 23, 1, 4]), message(13, [1, 64, 0, 2, 4, 3, 0, 0]),
        message(14, []),
        message(11, certificates), message(16, [1, 4]),
    ]

    @Test func handshakeInputsAreRecognised() throws {
        for hash in [32, 48] {
            #expect(try TLSSignatureInput(Self.certificateVerify("server", hash: hash)) == .serverCertificateVerify)
            #expect(try TLSSignatureInput(Self.certificateVerify("client", hash: hash)) == .clientCertificateVerify)
        }
        for (curve, point) in [(UInt8(23), 65), (24, 97), (25, 133), (29, 32), (30, 56)] {
            #expect(try TLSSignatureInput(Self.keyExchange(curve: curve, point: point)) == .serverKeyExchange)
        }
        #expect(try TLSSignatureInput(Array(Self.transcript.joined())) == .clientHandshake)
    }

    @Test func changedTranscriptsAreRefused() {
        let whole = Array(Self.transcript.joined())
        for end in whole.indices {
            #expect(throws: KeyError.self) { try TLSSignatureInput(Array(whole.prefix(end))) }
        }
        for missing in Self.transcript.indices where missing != 3 {
            var messages = Self.transcript
            messages.remove(at: missing)
            #expect(throws: KeyError.self) { try TLSSignatureInput(Array(messages.joined())) }
        }
        #expect(throws: KeyError.notTLS(.handshake)) { try TLSSignatureInput(whole + [0]) }
        #expect(throws: KeyError.notTLS(.handshake)) {
            try TLSSignatureInput(Array(Self.transcript.reversed().joined().drop { $0 != 1 }))
        }
        #expect(throws: KeyError.notTLS(.tooLong)) {
            try TLSSignatureInput([1] + [UInt8](repeating: 0, count: 600_000))
        }
    }

    @Test func otherProtocolsAreRefused() throws {
        let spki = try #require(LiveKey.generate(.p256).publicKeySPKI)
        let csr: [UInt8] = [0x30, UInt8(spki.count + 5), 2, 1, 0, 0x30, 0] + spki
        let sshBlob: [UInt8] =
            [0, 0, 0, 32] + [UInt8](repeating: 3, count: 32) + [50, 0, 0, 0, 4] + Array("root".utf8)
        let digestInfo: [UInt8] = [0x30, 0x31, 0x30, 0x0D, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32]
        var inputs: [[UInt8]] = [
            [], [0x20], Self.padding, csr, sshBlob, Array("eyJhbGciOiJFUzI1NiJ9.e30".utf8), Array("text".utf8),
        ]
        inputs +=
            [digestInfo + [UInt8](repeating: 1, count: 32)] + [20, 32, 48, 64].map { [UInt8](repeating: 1, count: $0) }
        inputs += [0, 20, 31, 33, 64].map { Self.certificateVerify("server", hash: $0) }
        inputs += [
            Self.certificateVerify("Server", hash: 32), Array(Self.certificateVerify("server", hash: 32).dropFirst()),
        ]
        inputs += [Self.keyExchange(curve: 22, point: 65), Self.keyExchange(curve: 23, point: 97)]
        inputs += [
            Self.keyExchange(curve: 23, point: 65) + [0], Array(Self.keyExchange(curve: 23, point: 65).dropLast()),
        ]
        for input in inputs { #expect(throws: KeyError.self, "\(input.prefix(8))") { try TLSSignatureInput(input) } }
    }

    /// Bytes that are ECDHE parameters and a whole DER structure at once, as a hostile certificate request could be.
    @Test func structuresThatHideParametersAreRefused() throws {
        var input = Self.keyExchange(curve: 23, point: 65)
        input.replaceSubrange(0..<6, with: [0x30, 0x81, 0x82, 0x04, 0x81, 0x7F] as [UInt8])
        #expect(input.count == 0x82 + 3)
        #expect(throws: KeyError.notTLS(.structure)) { try TLSSignatureInput(input) }
    }
}
