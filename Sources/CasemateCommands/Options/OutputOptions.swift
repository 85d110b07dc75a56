internal import ArgumentParser

/// How a command reports.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write exactly one JSON object to stdout, also on failure.")
    var json = false
}
