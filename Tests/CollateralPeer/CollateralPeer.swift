internal import ArgumentParser

/// The other side of the collateral cache, on both ends: the services behind it, and clients before it.
@main
struct CollateralPeer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collateral-peer", subcommands: [ServeCommand.self, LoadCommand.self])
}
