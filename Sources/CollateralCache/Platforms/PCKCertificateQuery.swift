/// A request for the PCK certificate of a platform at the TCB it runs.
package struct PCKCertificateQuery: Hashable, Sendable {
    static let encryptedPPIDDigits = 768

    let platform: PlatformIdentity
    let tcb: RawTCB
    /// 768 hexadecimal digits; nil when the client does not know it. Clients that do not may also send zeros.
    let encryptedPPID: String?

    /// The PPID upstream can be asked with.
    var knownPPID: String? {
        encryptedPPID.flatMap { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : $0 }
    }
}
