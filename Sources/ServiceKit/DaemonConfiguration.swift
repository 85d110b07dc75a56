/// What every daemon of the program is told the same way.
package struct DaemonConfiguration: Sendable {
    /// Where `/metrics`, `/healthz` and `/readyz` answer; nil for nowhere.
    package var observation: ListenAddress?
    /// Where they answer too.
    package var furtherObservations: [ListenAddress] = []
    package var logFormat = LogFormat.text
    /// The least severe messages written: trace, debug, info, notice, warning, error, critical.
    package var logLevel = "info"
    /// How long SIGTERM lets open requests finish.
    package var drain: Duration = .seconds(20)

    /// The defaults.
    package init() {}
}
