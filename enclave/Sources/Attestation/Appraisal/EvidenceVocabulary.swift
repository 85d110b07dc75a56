/// The TEE that evidence comes from.
public enum EvidenceKind: String, Sendable, CaseIterable {
    case sgx, tdx, snp
}

/// What evidence comes wrapped in.
public enum EvidenceContainer: String, Sendable, CaseIterable {
    /// A bare DCAP quote.
    case quote
    /// A bare SEV-SNP report.
    case report
    /// Azure's HCL blob.
    case hcl
    /// An RA-TLS certificate.
    case raTLS = "ra-tls"
}

/// Whether a vendor's root stands behind evidence.
public enum EvidencePlatform: String, Sendable, CaseIterable {
    case hardware, software
}

/// The maker's verdict on a trusted computing base, in the words of Intel's TCB info; SEV-SNP uses `UpToDate`,
/// `OutOfDate` and `Unrated`, judged against a policy's minimum.
public enum TCBStatus: String, Sendable, CaseIterable {
    case upToDate = "UpToDate"
    case softwareHardeningNeeded = "SWHardeningNeeded"
    case configurationNeeded = "ConfigurationNeeded"
    case configurationAndSoftwareHardeningNeeded = "ConfigurationAndSWHardeningNeeded"
    case outOfDate = "OutOfDate"
    case outOfDateConfigurationNeeded = "OutOfDateConfigurationNeeded"
    case relaunchAdvised = "TDRelaunchAdvised"
    case relaunchAdvisedConfigurationNeeded = "TDRelaunchAdvisedConfigurationNeeded"
    /// No policy can allow it.
    case revoked = "Revoked"
    /// Nobody has said what would be up to date: SEV-SNP without a minimum in the policy.
    case unrated = "Unrated"
}
