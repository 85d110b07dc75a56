/// A chain from a certificate to a trusted root, every link checked. Only `validate` makes one.
public struct CertificateChain: Sendable {
    /// Leaf first, root last.
    public let certificates: [Certificate]

    private init(certificates: [Certificate]) {
        self.certificates = certificates
    }

    /// What a chain is checked against.
    public struct Requirements: Sendable {
        /// Unix seconds at which every certificate must be valid.
        public var time: Int64
        /// Most certificates in a chain, the root included.
        public var maximumLength = 8
        /// Extensions, beyond those of RFC 5280 handled here, that the caller handles when they are critical.
        public var handledExtensions: Set<ObjectIdentifier> = []

        /// Requirements at a time in unix seconds.
        public init(time: Int64) {
            self.time = time
        }
    }

    /// Finds and checks a path (RFC 5280 §6.1): names, signatures, dates, CA:TRUE, keyCertSign, path lengths, critical
    /// extensions. Name constraints and policies are not processed: a critical one ends the path.
    /// - Throws: `chain` naming what the longest attempt lacked.
    public static func validate(
        _ leaf: Certificate, intermediates: [Certificate], roots: [Certificate], requirements: Requirements
    ) throws(X509Error) -> CertificateChain {
        guard intermediates.count <= 32 else { throw .tooLarge("The number of intermediate certificates", limit: 32) }
        var search = PathSearch(intermediates: intermediates, roots: roots, requirements: requirements)
        guard let path = search.path(from: [leaf]) else { throw .chain(search.failure) }
        return CertificateChain(certificates: path)
    }
}
