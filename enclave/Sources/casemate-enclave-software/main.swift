private import EnclaveProgram
private import Glibc

exit(EnclaveMain<SoftwareProduct>.run(Array(CommandLine.arguments.dropFirst())).rawValue)
