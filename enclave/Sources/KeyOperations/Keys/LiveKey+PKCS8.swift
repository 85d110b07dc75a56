extension LiveKey {
    /// A key from DER PKCS#8, as an import brings it: numbers checked, public half matched, tested once with itself.
    package init(pkcs8: [UInt8]) throws(KeyError) {
        guard pkcs8.count <= PrivateKeyReader.longestFile else {
            throw .fileTooLarge(limit: PrivateKeyReader.longestFile)
        }
        self.init(material: try PKCS8Key.material(pkcs8))
        try checkConsistency()
    }

    /// A key file in clear, as `key import --clear` hands it over: any form ``PrivateKeyReader`` takes unencrypted.
    package init(clearFile file: [UInt8]) throws(KeyError) {
        self.init(material: try PrivateKeyReader.material(of: file, passphrase: nil))
        try checkConsistency()
    }
}
