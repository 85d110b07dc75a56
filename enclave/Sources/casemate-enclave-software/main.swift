private import EnclaveServer
private import Glibc

/// Why the enclave cannot be opened.
enum StartError: Error, CustomStringConvertible {
    /// The core is not part of this build.
    case noCore

    var description: String { "this build carries no core: build it whole with `make build`" }
}

let parts = Start.Parts(
    harden: {},
    openCore: { _, _ in throw StartError.noCore },
    warmUp: {},
    seal: {},
    reload: {},
    memory: .unlimited)

exit(Start(parts: parts).run(arguments: Array(CommandLine.arguments.dropFirst())))
