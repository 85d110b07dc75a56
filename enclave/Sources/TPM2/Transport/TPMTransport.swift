/// What carries commands to a TPM. It may change, hold back or make up every byte.
package protocol TPMTransport: Sendable {
    /// Sends a whole command and gives the whole answer.
    /// - Throws: `unreachable`, `malformed`.
    func exchange(_ command: [UInt8]) throws(TPMError) -> [UInt8]
}
