internal import CHostSystem

/// What a figure was measured on.
enum Machine {
    /// The processor's name.
    static var name: String {
        let text = (try? InputFile.read("/proc/cpuinfo")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { String($0.drop(while: { $0 == " " })) } ?? "unknown"
    }

    /// Processors this process may use.
    static var cores: Int { Int(casemate_usable_processors()) }
}
