internal import ArgumentParser
internal import ServiceKit

/// Flags of Intel's issuer that mean little or nothing here, taken because manifests carry them.
struct IntelFlags: ParsableArguments {
    @Option(help: "Where /metrics answers: HOST:PORT or :PORT.") var metricsBindAddress: ListenAddress?
    @Option(help: "Where /healthz and /readyz answer: HOST:PORT or :PORT.") var healthProbeBindAddress: ListenAddress?
    @Option(help: "Taken, without meaning: there is no token.") var hsmConfigFile: String?
    @Option(help: "Taken, without meaning: there is no token.") var tokenLabel: String?
    @Option(help: "Taken, without meaning: there is no PIN. Take it out of the manifest.") var userPin: String?
    @Option(help: "Taken, without meaning: there is no PIN. Take it out of the manifest.") var soPin: String?
    @Option(help: "Logs at debug level.") var zapDevel = GoBoolean(false)
    @Option(help: "Log level: debug, info, error, or a number (1 and more is debug).") var zapLogLevel: String?
    @Option(help: "json, or console for text.") var zapEncoder: String?
    @Option(help: "Taken, without meaning.") var zapStacktraceLevel: String?
    @Option(help: "Taken, without meaning: times are RFC 3339.") var zapTimeEncoding: String?

    /// Those given that have no meaning here.
    var ignored: [String] {
        let flags = [
            ("hsm-config-file", hsmConfigFile), ("token-label", tokenLabel), ("user-pin", userPin),
            ("so-pin", soPin),
        ]
        return flags.filter { $0.1 != nil }.map(\.0)
    }

    /// Log format and level, where they were given this way.
    func apply(to daemon: inout DaemonConfiguration) {
        daemon.furtherObservations = Array(Set([metricsBindAddress, healthProbeBindAddress].compactMap { $0 }))
        if zapEncoder == "json" { daemon.logFormat = .json }
        if let level = zapLogLevel {
            daemon.logLevel = level == "error" ? "error" : level == "info" || level == "0" ? "info" : "debug"
        } else if zapDevel.value {
            daemon.logLevel = "debug"
        }
    }
}
