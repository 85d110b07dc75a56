internal import EnclaveCore
internal import EnclaveProtocol
internal import EnclaveServer
private import Glibc

/// Lines on stderr, text or JSON; never a secret.
struct Log: Sendable {
    enum Format: String, Sendable { case text, json }
    enum Level: String, Sendable { case info, warning, error }

    let format: Format

    func write(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
        let line =
            switch format {
            case .text: "casemate-enclave: \(level.rawValue): \(message)" + fields.map { "; \($0): \($1)" }.joined()
            case .json:
                "{\"time\":\"\(Self.time)\",\"level\":\"\(level.rawValue)\",\"message\":\(Self.quote(message))"
                    + fields.map { ",\(Self.quote($0)):\(Self.quote($1))" }.joined() + "}"
            }
        let bytes = Array((line + "\n").utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    /// What a start should tell an operator.
    func started<Product>(_ options: EnclaveOptions<Product>, _ host: EnclaveHost) {
        let (state, reason, remedy) = host.summary
        write(
            .info, "started",
            ["state": state.name, "listen": options.server.listeners.map { "\($0)" }.joined(separator: " ")])
        if let reason { write(.warning, "the state is locked: \(reason)", ["remedy": remedy]) }
        if options.product.isDevelopment {
            write(.warning, "development mode: identity default creates keys and authorities by itself")
        }
    }

    private static var time: String {
        var now = time_t()
        unsafe Glibc.time(&now)
        var parts = unsafe tm()
        unsafe gmtime_r(&now, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return unsafe date + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 0x20:
                quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
