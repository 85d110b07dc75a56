internal import EnclaveProgram
internal import EnclaveProtocol
internal import TEEHardware
private import TEEPlatform

/// The hardware enclave: SGX under Gramine, TDX or SEV-SNP, whichever is there. Without one it does not start.
struct HardwareProduct: EnclaveProduct {
    static let name = "casemate-enclave"

    static let manual = """
        casemate-enclave --state DIR --listen tcp:127.0.0.1:PORT|unix:PATH [options]

        Holds keys and uses them inside a trusted execution environment: an SGX enclave under Gramine, or a TDX or
        SEV-SNP guest. It refuses to start where there is none, and nothing tells it to look elsewhere.
        """

    static let directories = Hardware.directories
    static let isOnLinux = !Hardware.isGramine

    let isDevelopment = false
    /// As `--memory` says, or its default.
    var memory = "secret"
    var sealing = HardwareSealing.code

    /// Under Gramine the heap is the enclave's own memory, whatever the heap calls it.
    var memoryWord: String? { Self.isOnLinux ? nil : "enclave" }

    func check(state: String) throws(OptionError) {
        switch (memory, Self.isOnLinux) {
        case ("enclave", true):
            throw OptionError("--memory enclave is for Gramine: in a guest, root could read the keys")
        case ("secret", false), ("locked", false):
            throw OptionError("--memory \(memory) is for guests: under Gramine give --memory enclave")
        default: return
        }
    }

    func prepare() {}

    func openPlatform(_: Void, state: String, mayCreate: Bool) throws(Refusal) -> OpenPlatform {
        do throws(PlatformError) {
            let platform = try Hardware.detect(sealing: sealing)
            var opened = OpenPlatform(platform)
            opened.notices.append(
                ("this is the enclave on \(platform.identity.platform)", "measurement", platform.identity.measurement))
            return opened
        } catch {
            throw Refusal(.evidenceUnavailable, error.message, remedy: error.remedy)
        }
    }
}
