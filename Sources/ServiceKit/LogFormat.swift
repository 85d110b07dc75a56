internal import FoundationEssentials
internal import Logging

/// How log lines look.
package enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-06-15T12:00:00Z info message key=value`
    case text
    /// One JSON object a line: `time`, `level`, `message`, and the metadata by its own names.
    case json

    func line(_ time: Date, _ level: Logger.Level, _ message: String, _ metadata: [String: String]) -> String {
        switch self {
        case .text:
            let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted($0.value))" }
            return "\(time.formatted(.iso8601)) \(level) \(Self.printable(message))\(pairs.joined())\n"
        case .json:
            let own = ["time": time.formatted(.iso8601), "level": level.rawValue, "message": message]
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard let bytes = try? encoder.encode(metadata.merging(own) { _, mine in mine }) else { return "" }
            return String(decoding: bytes, as: UTF8.self) + "\n"
        }
    }

    private static func quoted(_ value: String) -> String {
        let plain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7f && $0 != "\"" && $0 != "=" }
        return plain && !value.isEmpty ? value : "\"\(printable(value))\""
    }

    // A caller's text must not begin a line of its own.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f || $0 == "\"" }) else {
            return text
        }
        return text.unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? scalar.escaped(asASCII: true) : String(scalar)
        }.joined().replacing("\"", with: "\\\"")
    }
}
