internal import EnclaveProtocol

/// The roots of Intel and AMD that stand behind hardware evidence.
public enum VendorRoot: String, Sendable, CaseIterable {
    /// Intel SGX Root CA, for SGX and TDX.
    case intelSGX = "Intel SGX Root CA"
    case amdMilan = "ARK-Milan"
    case amdGenoa = "ARK-Genoa"
    case amdTurin = "ARK-Turin"

    /// SHA-256 of the certificate's DER, 32 bytes.
    public var fingerprint: [UInt8] { Self.fingerprints[self] ?? [] }

    // As Intel and AMD publish the certificates; the certificates themselves stand beside the code that reads them.
    private static let fingerprints: [VendorRoot: [UInt8]] = [
        .intelSGX: "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3",
        .amdMilan: "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
        .amdGenoa: "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
        .amdTurin: "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
    ].compactMapValues { Hex.decode($0) }
}
