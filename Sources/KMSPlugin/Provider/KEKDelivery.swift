package import Crypto
package import EnclaveProtocol

/// A key on its way from its source to the enclave.
package enum KEKDelivery: Sendable {
    /// Wrapped to the receiver: the host carries it and cannot open it.
    case wrapped([UInt8], ReceiveMechanism)
    /// What `casemate key seal` wrote: the same holds.
    case sealed([UInt8])
    /// In clear: this host sees it, and the enclave marks it `imported-clear` for ever.
    case clear(SymmetricKey)
}
