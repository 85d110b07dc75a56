private import EnclaveProgram
private import Glibc

exit(EnclaveMain<HardwareProduct>.run(Array(CommandLine.arguments.dropFirst())).rawValue)
