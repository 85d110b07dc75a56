internal import CasemateCommands
internal import Glibc

@main
enum Main {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        exit(await CommandRunner.run(Array(CommandLine.arguments.dropFirst())))
    }
}
