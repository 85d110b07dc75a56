import Foundation

exit(ConformanceProgram(Array(CommandLine.arguments.dropFirst())).run())
