/// Percent-encoding of URL parts (RFC 3986, section 2) and of names in headers.
enum PercentEncoding {
    /// A path segment, or a name or value of a query: everything but unreserved characters is encoded.
    static func component(_ text: String) -> String {
        encode(text) { byte in isAlphanumeric(byte) || "-._~".utf8.contains(byte) }
    }

    /// The rest of a header's name (Kubernetes documentation, "User impersonation"), lower case.
    static func headerName(_ text: String) -> String {
        encode(text.lowercased()) { byte in isAlphanumeric(byte) || "!#$&'*+-.^_`|~".utf8.contains(byte) }
    }

    static func query(_ items: [(name: String, value: String)]) -> String {
        items.map { "\(component($0.name))=\(component($0.value))" }.joined(separator: "&")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func encode(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes += isKept(byte) ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
