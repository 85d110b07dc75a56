/// Something complete but for its signature. Only builders that have linted their output make one, so a key that signs
/// `content` signs nothing else; the signing itself stays with whoever holds the key.
package struct Unsigned<Signed: Sendable>: Sendable {
    /// DER to be signed as a message.
    package let content: [UInt8]
    /// How it has to be signed; it is named inside `content` too.
    package let algorithm: SignatureAlgorithm
    private let finish: @Sendable ([UInt8]) -> Signed

    init(content: [UInt8], algorithm: SignatureAlgorithm, finish: @escaping @Sendable ([UInt8]) -> Signed) {
        self.content = content
        self.algorithm = algorithm
        self.finish = finish
    }

    /// The whole, given the signature in the form X.509 carries (DER for ECDSA).
    package func signed(with signature: [UInt8]) -> Signed {
        finish(signature)
    }

    /// Signs with a closure that gets `content` and `algorithm`.
    package func signed<Failure: Error>(
        by sign: ([UInt8], SignatureAlgorithm) throws(Failure) -> [UInt8]
    ) throws(Failure) -> Signed {
        finish(try sign(content, algorithm))
    }
}
