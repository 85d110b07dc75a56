internal import EnclaveClient
internal import EnclaveProtocol

/// How the enclave itself stands.
enum EnclaveDiagnosis {
    static func all(_ hello: HelloAnswer, _ status: StatusAnswer) -> [Diagnosis] {
        [
            state(hello, status), development(status), memory(status), sealing(status), clock(status), anchor(status),
        ].compactMap { $0 }
    }

    static func unreachable(_ error: EnclaveClientError) -> Diagnosis {
        let level: Diagnosis.Level = error.code == .cannotConnect ? .warning : .error
        return Diagnosis("enclave", level, error.message, remedy: error.remedy)
    }

    private static func state(_ hello: HelloAnswer, _ status: StatusAnswer) -> Diagnosis {
        switch hello.state {
        case .open: Diagnosis("enclave", .ok, "Enclave \(hello.instanceID) answers and is open.")
        case .new:
            Diagnosis(
                "enclave", .warning, "The enclave has no administrator yet.",
                remedy: "Start it with --administrator FILE.")
        case .locked where status["anchorFound"] != nil:
            Diagnosis("enclave", .error, "The enclave is locked: its anchor does not vouch for its state.")
        case .locked:
            Diagnosis(
                "enclave", .error, "The enclave is locked: its domain key is not available.",
                remedy: "Submit recovery shares: casemate domain recovery submit.")
        }
    }

    private static func development(_ status: StatusAnswer) -> Diagnosis? {
        guard status["development"] == "true" else { return nil }
        return Diagnosis(
            "development", .warning, "The enclave runs in development mode: a key beside the state administers it.",
            remedy: "For production create the state with --administrator FILE and without --development.")
    }

    private static func memory(_ status: StatusAnswer) -> Diagnosis? {
        guard let memory = status["memory"] else { return nil }
        guard !memory.hasPrefix("secret") else { return Diagnosis("memory", .ok, "Its memory is \(memory).") }
        return Diagnosis(
            "memory", .warning, "Its memory is \(memory): root reads keys from it.",
            remedy: "Run it with --memory secret.")
    }

    private static func sealing(_ status: StatusAnswer) -> Diagnosis? {
        guard let sealing = status["sealing"] else { return nil }
        let isFile = sealing.hasPrefix("file")
        return Diagnosis(
            "sealing", isFile ? .warning : .ok, "Sealing is \(sealing).",
            remedy: isFile ? "Whoever reads that file and the state has every key: keep them apart." : "")
    }

    private static func anchor(_ status: StatusAnswer) -> Diagnosis? {
        guard let anchor = status["anchor"], anchor != "none" else { return nil }
        if anchor == "ok" {
            let covered = status["anchorCovered"] ?? "-"
            return Diagnosis("anchor", .ok, "No state older than record \(covered) can pass for this one.")
        }
        let found = status["anchorFound"].map { ", or accept its record \($0): casemate anchor accept" } ?? ""
        return Diagnosis(
            "anchor", .error, "The counter that tells older copies of the state does not serve: \(anchor).",
            remedy: "Mend what it names and start the enclave again\(found).")
    }

    private static func clock(_ status: StatusAnswer) -> Diagnosis? {
        guard let clock = status["clock"], clock != "ok" else { return nil }
        return Diagnosis(
            "enclave-clock", .error, "Issuance is locked: \(clock).",
            remedy: "Check the host's time, then casemate clock accept --administrator-key FILE.")
    }
}
