/// Which platform: its quoting enclave's id and its provisioning certification enclave's id.
package struct PlatformIdentity: Hashable, Sendable {
    /// Upper case, at most 260 characters.
    package let qeID: String
    /// Four hexadecimal digits, upper case, little endian as on the wire.
    package let pceID: String

    private static let maximumLength = 260

    /// Nil when one is missing or has another form.
    init?(qeID: String?, pceID: String?) {
        guard let qeID, !qeID.isEmpty, qeID.utf8.count <= Self.maximumLength,
            qeID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            let pceID = pceID.flatMap({ HexText.uppercased($0, digits: 4) })
        else { return nil }
        self.qeID = qeID.uppercased()
        self.pceID = pceID
    }
}
