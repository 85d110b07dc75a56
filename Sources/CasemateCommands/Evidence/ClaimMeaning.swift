internal import Attestation

/// What the fields of evidence mean, for people.
enum ClaimMeaning {
    /// One sentence on a field, or nil.
    static func of(_ name: String, _ kind: EvidenceKind?) -> String? {
        switch kind {
        case .sgx: sgx[name] ?? intel[name] ?? common[name]
        case .tdx: tdx[name] ?? intel[name] ?? common[name]
        case .snp: snp[name] ?? common[name]
        case nil: common[name]
        }
    }

    /// What the measurements of a platform say, and what they leave open.
    static func coverage(_ kind: EvidenceKind) -> String {
        switch kind {
        case .sgx:
            """
            One process. MRENCLAVE is a digest of the enclave's code and data as loaded; under Gramine that is its \
            loader and the manifest, which names every trusted file by digest. MRSIGNER names only who signed it: pin \
            it together with isvProdId and a minimum isvSvn.
            """
        case .tdx:
            """
            A whole guest, not one process. MRTD covers the virtual firmware; RTMR0 to RTMR3 what it then measured: \
            its configuration, boot loader, kernel and command line, and what the guest added. Whatever runs in the \
            guest with enough privilege can ask for such a quote: pin the image, and see that nothing else in it may.
            """
        case .snp:
            """
            A whole guest, not one process. The measurement covers the memory the guest began with: its firmware, and \
            kernel, initrd and command line where the firmware checks their digests. What is loaded later is covered \
            only by what those check. Whatever runs in the guest with enough privilege can ask for such a report.
            """
        }
    }

    private static let common = [
        "version": "Version of the quote's format.",
        "qeSvn": "Security version of the quoting enclave; not used in verification.",
        "qeId": "Identifier under which a PCCS knows the quoting enclave's machine.",
        "certificationType": "How the quote names its PCK certificate: 5 carries the chain, 1 to 3 name the machine.",
        "reportData": "64 bytes that whoever asked for the evidence had bound into it: compare them.",
        "certificateSubject": "Whom the RA-TLS certificate names; anyone can write any name.",
        "raTlsExtension": "Which extension carries the evidence: standard, or Gramine's legacy one.",
        "runtimeDataDigest": "SHA-256 of the JSON behind the report; the report data must begin with it.",
    ]

    private static let intel = [
        "cpuSvn": "Security version of the processor, opaque; judged by the PCK certificate's components instead.",
        "fmspc": "Family of machines: decides which TCB info applies.",
        "ppid": "Identifier of the processor package; a policy can name those it accepts.",
        "pceId": "Which provisioning certification enclave.",
        "pceSvn": "Security version of the provisioning certification enclave.",
        "sgxComponents": "The sixteen security versions that the PCK certificate was issued for.",
        "sgxType": "How memory is protected against physical access: standard, scalable, scalable with integrity.",
        "platformInstanceId": "Identifier of the whole machine; a policy can name those it accepts.",
        "dynamicPlatform": "Whether processor packages can be added to the machine.",
        "cachedKeys": "Whether Intel's registration service keeps the machine's keys.",
        "smtEnabled": "Whether simultaneous multithreading is on.",
    ]

    private static let sgx = [
        "mrEnclave": "Digest of the enclave's code and data as loaded: names exactly this build.",
        "mrSigner": "Digest of the key that signed the enclave: names its author.",
        "isvProdId": "The author's number for the product.",
        "isvSvn": "The author's security version of the product; a policy wants a minimum.",
        "configSvn": "Security version of what CONFIGID names; means nothing without the attribute KSS (0x80).",
        "configId": "64 bytes given at launch, for example a digest of configuration; only with KSS.",
        "isvExtProdId": "Extended product id; only with KSS.",
        "isvFamilyId": "Product family id; only with KSS.",
        "attributes":
            "Flags: 1 INIT, 2 DEBUG, 4 MODE64BIT, 16 PROVISIONKEY, 32 EINITTOKEN_KEY, 128 KSS, 1024 AEXNOTIFY.",
        "xfrm": "Processor features the enclave may use.",
        "miscSelect": "What the processor tells the enclave about exceptions.",
    ]

    private static let tdx = [
        "teeTcbSvn": "Security versions of the TDX module at launch: minor, major, SEAM loader.",
        "teeTcbSvn2": "Security versions of the TDX module that runs now.",
        "mrSeam": "Digest of the TDX module.",
        "mrSignerSeam": "Who signed the TDX module; zero is Intel.",
        "seamAttributes": "Attributes of the TDX module; zero.",
        "tdAttributes": "Flags: bits 0 to 7 debug, 28 SEPT_VE_DISABLE, 29 MIGRATABLE, 30 PKS, 31 KL, 63 PERFMON.",
        "xfam": "Processor features the guest may use.",
        "mrTd": "Digest of what the guest's memory began with: the virtual firmware.",
        "mrConfigId": "Given by the host at launch: configuration that is not software.",
        "mrOwner": "Given by the host at launch: the guest's owner.",
        "mrOwnerConfig": "Given by the host at launch: the owner's configuration.",
        "rtmr0": "Extended at run time by the firmware: its own configuration and tables.",
        "rtmr1": "Extended at run time: boot loader and kernel.",
        "rtmr2": "Extended at run time: kernel command line, initrd.",
        "rtmr3": "Extended at run time by whatever the guest runs.",
        "mrServiceTd": "Digest of service domains bound to the guest, such as for migration; zero when there is none.",
    ]

    private static let snp = [
        "reportVersion": "Version of the report's format.",
        "signingKey": "VCEK: a key of this chip. VLEK: a key of the cloud provider.",
        "guestSvn": "Security version that the guest's owner gave it.",
        "familyId": "Given by the guest's owner in its ID block.",
        "imageId": "Given by the guest's owner in its ID block.",
        "vmpl": "Privilege level that asked: 0 is the highest in the guest; 4294967295 is the host.",
        "measurement": "Digest of what the guest's memory began with.",
        "hostData": "32 bytes the host gave at launch, for example a digest of configuration.",
        "idKeyDigest": "Digest of the key that signed the guest's ID block.",
        "authorKeyDigest": "Digest of the key that signed the ID key.",
        "reportId": "Random identifier of this guest.",
        "migrationReportId": "Identifier of the migration agent's guest; all ones for none.",
        "policy": "What the guest's owner demands; its bits follow.",
        "policyAbiMajor": "Lowest ABI the guest may run under, major.", "policyAbiMinor": "The same, minor.",
        "smtAllowed": "The guest may run where multithreading is on.",
        "migrationAgentAllowed": "A migration agent may be bound to the guest.",
        "debugAllowed": "The host may debug the guest: it keeps no secret.",
        "currentTcb": "Security versions of the firmware that runs.",
        "reportedTcb": "Security versions that the signing key was derived for; a policy compares these.",
        "committedTcb": "Security versions below which the platform cannot go back.",
        "launchTcb": "Security versions when the guest began.",
        "chipId": "Identifier of the chip; zero when it is masked.",
        "product": "Line of processors; version 2 reports do not say.",
        "currentVersion": "Version of the firmware that runs.",
        "committedVersion": "Version of the committed firmware.",
        "provisionalFirmware": "The running firmware is not committed yet.",
        "smtEnabled": "Simultaneous multithreading is on.", "tsmeEnabled": "All memory is encrypted besides.",
        "eccEnabled": "Memory has error correction.", "raplDisabled": "Power readings are disabled.",
        "ciphertextHiding": "The host cannot read the guest's ciphertext.",
        "aliasCheckComplete": "Memory was checked for aliases since the last reset.",
    ]
}
