/// Asks for evidence over 64 bytes of the caller's choice; answered in every state.
///
/// Bytes that begin with `ProofReportData.reserved` are refused: they are the enclave's own. A locked enclave, which
/// knows no policies, answers anyone.
public struct EvidenceRequest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.evidence
    public typealias Answer = EvidenceAnswer

    /// What the evidence is given over, 64 bytes.
    public var reportData: [UInt8]

    /// A request.
    public init(reportData: [UInt8]) { self.reportData = reportData }

    public init(from reader: inout WireReader) throws(WireError) {
        reportData = try reader.fixed(ProofReportData.length)
    }

    public func encode(to writer: inout WireWriter) { writer.fixed(reportData) }
}

/// Asks for evidence that binds the enclave's own public keys and its administrators; answered in every state.
public struct EnclaveAttest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.enclaveAttest
    public typealias Answer = ProofAnswer

    /// The verifier's own fresh bytes, at most 64.
    public var nonce: [UInt8]

    /// A request.
    public init(nonce: [UInt8]) { self.nonce = nonce }

    public init(from reader: inout WireReader) throws(WireError) {
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) { writer.data(nonce) }
}

/// Asks for evidence that binds a key's public half and everything fixed at its birth.
public struct KeyAttest: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyAttest
    public typealias Answer = ProofAnswer

    /// Which key; one with a public half.
    public var key: KeySelector
    /// The verifier's own fresh bytes, at most 64.
    public var nonce: [UInt8]

    /// A request.
    public init(key: KeySelector, nonce: [UInt8]) {
        self.key = key
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.data(nonce)
    }
}

/// Asks for evidence over a `receive` key as Intel's key servers expect it: report data is SHA-256(E ‖ N ‖ nonce), E and
/// N the public exponent and modulus, big-endian without leading zeros, then 32 zeros.
public struct KeyQuote: EnclaveRequest, Equatable {
    public static let operation = EnclaveOperation.keyQuote
    public typealias Answer = EvidenceAnswer

    /// Which key; an RSA key of purpose `receive`.
    public var key: KeySelector
    /// As the key server wants it, at most 64 bytes.
    public var nonce: [UInt8]

    /// A request.
    public init(key: KeySelector, nonce: [UInt8]) {
        self.key = key
        self.nonce = nonce
    }

    public init(from reader: inout WireReader) throws(WireError) {
        key = try reader.value()
        nonce = try reader.data(limit: ProofReportData.longestNonce)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(key)
        writer.data(nonce)
    }
}

/// The two families of evidence.
public enum EvidenceForm: UInt8, WireWord, Named {
    /// A DCAP quote, SGX or TDX.
    case quote = 1
    /// A SEV-SNP attestation report.
    case report = 2

    public var name: String { String(describing: self) }
}

/// Evidence and what the enclave's platform hands out with it.
public struct EvidenceAnswer: WireCodable, Equatable {
    /// Longest evidence, manifest or certificate.
    public static let longestPart = 64 << 10

    /// What the evidence is.
    public var form: EvidenceForm
    /// The quote or report itself.
    public var evidence: [UInt8]
    /// Certificates of a report's chain, DER; empty for quotes, which carry their own.
    public var certificates: [Blob]
    /// The SVSM's services manifest; empty where there is none.
    public var manifest: [UInt8]
    /// The JSON of `QuoteCollateralV3`, UTF-8, where the platform itself has it (software); else empty.
    public var collateral: [UInt8]
    /// The anchor of that collateral, DER, where it is not a vendor's (software); else empty.
    public var root: [UInt8]

    /// Evidence.
    public init(
        form: EvidenceForm, evidence: [UInt8], certificates: [Blob] = [], manifest: [UInt8] = [],
        collateral: [UInt8] = [], root: [UInt8] = []
    ) {
        self.form = form
        self.evidence = evidence
        self.certificates = certificates
        self.manifest = manifest
        self.collateral = collateral
        self.root = root
    }

    public init(from reader: inout WireReader) throws(WireError) {
        form = try reader.value()
        evidence = try reader.data(limit: Self.longestPart)
        certificates = try reader.list(limit: 16)
        manifest = try reader.data(limit: Self.longestPart)
        collateral = try reader.data(limit: 2 * Self.longestPart)
        root = try reader.data(limit: Self.longestPart)
    }

    public func encode(to writer: inout WireWriter) {
        writer.value(form)
        writer.data(evidence)
        writer.list(certificates)
        writer.data(manifest)
        writer.data(collateral)
        writer.data(root)
    }
}

/// A statement of the enclave and the evidence over it.
public struct ProofAnswer: WireCodable, Equatable {
    /// The bytes of a `ProofStatement`, hashed as they stand.
    public var statement: [UInt8]
    /// Evidence whose report data is `ProofReportData` of the statement.
    public var evidence: EvidenceAnswer

    /// A proof.
    public init(statement: [UInt8], evidence: EvidenceAnswer) {
        self.statement = statement
        self.evidence = evidence
    }

    public init(from reader: inout WireReader) throws(WireError) {
        statement = try reader.data(limit: EvidenceAnswer.longestPart)
        evidence = try reader.value()
    }

    public func encode(to writer: inout WireWriter) {
        writer.data(statement)
        writer.value(evidence)
    }
}
