/// The messages that a TLS 1.2 client signs in CertificateVerify: ClientHello to ClientKeyExchange (RFC 5246 §7.4.8).
enum HandshakeTranscript {
    static let clientHello: UInt8 = 1
    /// Two certificate chains of the longest kind that TLS stacks take, and the small messages.
    static let longest = 512 * 1024

    /// Refuses what is not a well-formed sequence of these messages in this order, to the last byte.
    static func check(_ input: [UInt8]) throws(KeyError) {
        guard input.count <= longest else { throw .notTLS(.tooLong) }
        var rest = input[...]
        var remaining = steps[...]
        while !rest.isEmpty {
            let (type, body) = try message(&rest)
            while let step = remaining.first, step.type != type {
                guard step.isOptional else { throw .notTLS(.handshake) }
                remaining.removeFirst()
            }
            guard let step = remaining.popFirst(), step.isWellFormed(body) else { throw .notTLS(.handshake) }
        }
        guard remaining.isEmpty else { throw .notTLS(.handshake) }
    }

    private struct Step {
        let type: UInt8
        let isOptional: Bool
        let isWellFormed: @Sendable (ArraySlice<UInt8>) -> Bool
    }

    // A client signs only when it was asked for a certificate and sent one, so these are not optional.
    private static let steps: [Step] = [
        Step(type: clientHello, isOptional: false, isWellFormed: isHello(suites: .list)),
        Step(type: 2, isOptional: false, isWellFormed: isHello(suites: .one)),
        Step(type: 11, isOptional: false, isWellFormed: isCertificateList),
        Step(type: 22, isOptional: true) { $0.first == 1 },
        Step(type: 12, isOptional: true) { !$0.isEmpty },
        Step(type: 13, isOptional: false, isWellFormed: isCertificateRequest),
        Step(type: 14, isOptional: false, isWellFormed: \.isEmpty),
        Step(type: 11, isOptional: false, isWellFormed: isCertificateList),
        Step(type: 16, isOptional: false) { !$0.isEmpty },
    ]

    private static func message(_ rest: inout ArraySlice<UInt8>) throws(KeyError) -> (UInt8, ArraySlice<UInt8>) {
        guard let type = rest.popFirst(), let body = vector(&rest, lengthBytes: 3) else { throw .notTLS(.handshake) }
        return (type, body)
    }

    private enum Suites { case list, one }

    /// ClientHello offers lists of cipher suites and compressions, ServerHello chooses one of each.
    private static func isHello(suites: Suites) -> @Sendable (ArraySlice<UInt8>) -> Bool {
        { body in
            var rest = body
            guard rest.starts(with: [0x03, 0x03]), rest.count >= 34 else { return false }
            rest.removeFirst(34)
            guard let session = vector(&rest, lengthBytes: 1), session.count <= 32 else { return false }
            switch suites {
            case .list:
                guard let offered = vector(&rest, lengthBytes: 2), offered.count >= 2, offered.count % 2 == 0,
                    let compressions = vector(&rest, lengthBytes: 1), compressions.contains(0)
                else { return false }
            case .one:
                guard rest.count >= 3 else { return false }
                rest.removeFirst(3)
            }
            return rest.isEmpty || (vector(&rest, lengthBytes: 2) != nil && rest.isEmpty)
        }
    }

    private static func isCertificateList(_ body: ArraySlice<UInt8>) -> Bool {
        var rest = body
        guard var list = vector(&rest, lengthBytes: 3), rest.isEmpty else { return false }
        while !list.isEmpty {
            guard let certificate = vector(&list, lengthBytes: 3), !certificate.isEmpty else { return false }
        }
        return true
    }

    /// certificate_types, supported_signature_algorithms, certificate_authorities (RFC 5246 §7.4.4).
    private static func isCertificateRequest(_ body: ArraySlice<UInt8>) -> Bool {
        var rest = body
        guard let types = vector(&rest, lengthBytes: 1), !types.isEmpty,
            let algorithms = vector(&rest, lengthBytes: 2), !algorithms.isEmpty, algorithms.count % 2 == 0,
            vector(&rest, lengthBytes: 2) != nil
        else { return false }
        return rest.isEmpty
    }

    /// A vector with its length in front; nil when there are fewer bytes.
    private static func vector(_ rest: inout ArraySlice<UInt8>, lengthBytes: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= lengthBytes else { return nil }
        let length = rest.prefix(lengthBytes).reduce(0) { $0 << 8 | Int($1) }
        rest.removeFirst(lengthBytes)
        guard rest.count >= length else { return nil }
        defer { rest.removeFirst(length) }
        return rest.prefix(length)
    }
}
