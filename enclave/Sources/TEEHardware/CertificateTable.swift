/// The certificates the host hands out with a SEV-SNP report. Hints from outside: what is malformed is left out.
struct CertificateTable {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// DER, in the order of the table; what is no certificate (a CRL, platform information) is left out.
    var certificates: [[UInt8]] {
        var found: [[UInt8]] = []
        var offset = 0
        while found.count < Self.mostCertificates, offset + Self.entryLength <= bytes.count {
            let entry = bytes[offset..<offset + Self.entryLength]
            offset += Self.entryLength
            if entry.allSatisfy({ $0 == 0 }) { break }
            guard Self.certificateKinds.contains(Array(entry.prefix(16))) else { continue }
            let start = Self.number(entry.dropFirst(16))
            let length = Self.number(entry.dropFirst(20))
            guard start <= bytes.count, length <= bytes.count - start, (1...Self.longestCertificate).contains(length)
            else { continue }
            found.append(Array(bytes[start..<start + length]))
        }
        return found
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static let entryLength = 24
    private static let mostCertificates = 16
    private static let longestCertificate = 8 << 10

    /// GUIDs as they stand in the table: the first three groups little-endian.
    private static let certificateKinds: Set<[UInt8]> = [
        // VCEK 63da758d-e664-4564-adc5-f4b93be8accd
        [0x8D, 0x75, 0xDA, 0x63, 0x64, 0xE6, 0x64, 0x45, 0xAD, 0xC5, 0xF4, 0xB9, 0x3B, 0xE8, 0xAC, 0xCD],
        // VLEK a8074bc2-a25a-483e-aae6-39c045a0b8a1
        [0xC2, 0x4B, 0x07, 0xA8, 0x5A, 0xA2, 0x3E, 0x48, 0xAA, 0xE6, 0x39, 0xC0, 0x45, 0xA0, 0xB8, 0xA1],
        // ASK 4ab7b379-bbac-4fe4-a02f-05aef327c782
        [0x79, 0xB3, 0xB7, 0x4A, 0xAC, 0xBB, 0xE4, 0x4F, 0xA0, 0x2F, 0x05, 0xAE, 0xF3, 0x27, 0xC7, 0x82],
        // ARK c0b406a4-a803-4952-9743-3fb6014cd0ae
        [0xA4, 0x06, 0xB4, 0xC0, 0x03, 0xA8, 0x52, 0x49, 0x97, 0x43, 0x3F, 0xB6, 0x01, 0x4C, 0xD0, 0xAE],
    ]
}
