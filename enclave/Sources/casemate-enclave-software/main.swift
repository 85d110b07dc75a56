private import Glibc

exit(EnclaveProgram.main(Array(CommandLine.arguments.dropFirst())).rawValue)
