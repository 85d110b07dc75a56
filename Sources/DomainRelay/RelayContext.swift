internal import EnclaveClient
internal import Logging

/// What every part of a relay works with.
struct RelayContext: Sendable {
    let enclave: ReconnectingClient
    let traffic: Traffic
    let logger: Logger
    /// Where this relay listens, by which it knows itself among its peers.
    let port: Int
}
