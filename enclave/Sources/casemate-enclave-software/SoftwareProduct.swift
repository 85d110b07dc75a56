internal import EnclaveProgram
internal import EnclaveProtocol
private import TEEPlatform
internal import TEESoftware

/// The software enclave: secret memory of the kernel, a sealing file, evidence under the installation's own root.
struct SoftwareProduct: EnclaveProduct {
    static let name = "casemate-enclave-software"

    static let manual = """
        casemate-enclave-software --state DIR --listen unix:PATH --sealing file:PATH [options]

        Holds keys and uses them, in memory that neither other processes nor root can read through the kernel. It is
        the software enclave: no hardware stands behind it, root can still inject code into it, and its status says so.
        """

    static let directories: [String] = []
    static let isOnLinux = true

    var isDevelopment = false
    let memoryWord: String? = nil
    /// As `--memory` says, or its default.
    var memory = SoftwarePlatform.Memory.secret
    var sealingChoice: SoftwarePlatform.Sealing?
    var softwareRootChoice = SoftwareRootChoice.usual

    /// How the domain key is sealed: as chosen, in development a file beside the state.
    func sealing(of state: String) -> SoftwarePlatform.Sealing {
        sealingChoice ?? .file(path: StateSibling(of: state, named: "sealing.key").path)
    }

    /// The directory of the software root; nil where evidence is refused.
    func softwareRoot(of state: String) -> String? {
        switch softwareRootChoice {
        case .directory(let path): path
        case .none: nil
        case .usual: isDevelopment ? StateSibling(of: state, named: "software-root").path : nil
        }
    }

    func check(state: String) throws(OptionError) {
        guard isDevelopment || memory != .ordinary else {
            throw OptionError("--memory ordinary is for --development only: keys could be swapped out")
        }
        guard sealingChoice != nil || isDevelopment else {
            throw OptionError(
                "--sealing is missing: file:PATH outside the state, or none (recovery shares at each start)")
        }
        if case .file(let path) = sealing(of: state), path.hasPrefix(state + "/") {
            throw OptionError("--sealing: the file must be outside the state directory")
        }
        guard softwareRoot(of: state)?.hasPrefix(state + "/") != true else {
            throw OptionError("--software-root: the directory must be outside the state directory")
        }
    }

    func prepare() throws(Refusal) -> SoftwareMeasurement {
        try refusing { () throws(PlatformError) in try .ofRunningExecutable() }
    }

    func openPlatform(
        _ measurement: SoftwareMeasurement, state: String, mayCreate: Bool
    ) throws(Refusal) -> OpenPlatform {
        let platform = try refusing { () throws(PlatformError) in
            try SoftwarePlatform(
                measurement, sealing: sealing(of: state), mayCreate: mayCreate, memory: memory,
                softwareRoot: softwareRoot(of: state))
        }
        var opened = OpenPlatform(platform)
        opened.notices.append(
            (
                "this is the SOFTWARE enclave: no hardware stands behind it", "measurement",
                platform.identity.measurement
            ))
        guard let root = platform.softwareRoot else { return opened }
        opened.facts.append(StatusFact("softwareRoot", root))
        if platform.madeSoftwareRoot { opened.notices.append(("made a new software root", "sha256", root)) }
        return opened
    }

    private func refusing<Value>(_ body: () throws(PlatformError) -> Value) throws(Refusal) -> Value {
        do throws(PlatformError) { return try body() } catch {
            throw Refusal(.corruptState, error.message, remedy: error.remedy)
        }
    }
}

/// `--software-root`.
enum SoftwareRootChoice: Sendable {
    /// In development beside the state, else none.
    case usual
    case none
    case directory(String)
}
