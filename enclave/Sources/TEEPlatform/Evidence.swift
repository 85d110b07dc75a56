/// What a platform's hardware, or the software platform in its place, says of the running code.
package struct Evidence: Sendable {
    /// The two families of evidence.
    package enum Kind: UInt8, Sendable {
        /// A DCAP quote: SGX or TDX.
        case quote = 1
        /// A SEV-SNP attestation report, 1,184 bytes.
        case report = 2
    }

    package let kind: Kind
    /// The quote or report itself.
    package let bytes: [UInt8]
    /// Certificates the platform hands out with a report (SNP's `auxblob`), DER, in its order. Hints, not trusted.
    package var certificates: [[UInt8]] = []
    /// The SVSM's services manifest (`manifestblob`) where there is one.
    package var manifest: [UInt8] = []
    /// Collateral where the platform has it (software): the JSON of `QuoteCollateralV3`, UTF-8. Empty elsewhere: a
    /// verifier takes it from Intel or a cache.
    package var collateral: [UInt8] = []
    /// The anchor of that collateral, DER, where it is neither Intel's nor AMD's. Empty elsewhere.
    package var root: [UInt8] = []

    package init(_ kind: Kind, _ bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}
