private import KeyOperations
package import TPM2

/// A counter outside the state that only rises. What it answers is authentic, or is thrown as an error.
package protocol AnchorCounter: Sendable {
    /// Makes a counter; the value it begins with and a fingerprint of what keeps it.
    func make(_ index: CounterIndex) throws(TPMError) -> (value: UInt64, key: [UInt8])
    /// The value now.
    func value(of index: CounterIndex) throws(TPMError) -> UInt64
    /// Counts once; the value then.
    func increment(_ index: CounterIndex) throws(TPMError) -> UInt64
}

extension TPMCounter: AnchorCounter {}

/// What `--anchor` names: opened once, at the start.
package struct AnchorSource: Sendable {
    /// As the option says it.
    let name: String
    let open: @Sendable () throws(TPMError) -> any AnchorCounter

    package init(_ name: String, open: @escaping @Sendable () throws(TPMError) -> any AnchorCounter) {
        self.name = name
        self.open = open
    }

    /// A TPM.
    package init(_ address: TPMAddress) {
        self.init("\(address)") { () throws(TPMError) in
            TPMCounter(try TPMConnection(address)) { RandomBytes.make($0) }
        }
    }
}
