internal import ArgumentParser
internal import ServiceKit

/// What every service takes.
struct ServiceOptions: ParsableArguments {
    @Option(name: .customLong("http"), help: "Where /metrics, /healthz and /readyz answer: HOST:PORT.")
    var observation: ListenAddress?
    @Option(help: "How log lines on stderr look.") var logFormat = LogFormat.text
    @Option(help: "How long SIGTERM lets open requests finish.") var drain = TimeSpan(seconds: 20)

    /// The same, for the service.
    var configuration: DaemonConfiguration {
        var configuration = DaemonConfiguration()
        configuration.observation = observation
        configuration.logFormat = logFormat
        configuration.drain = .seconds(drain.seconds)
        return configuration
    }
}

extension LogFormat: ExpressibleByArgument {}

extension ListenAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
