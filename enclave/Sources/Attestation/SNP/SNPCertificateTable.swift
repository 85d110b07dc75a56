internal import EnclaveProtocol
public import X509Core

/// The certificate table that a host puts behind a report (extended report, `auxblob`): what it holds is a hint from
/// the host and counts only when a chain to a trusted root is found in it.
public struct SNPCertificateTable: Sendable {
    /// What an entry holds, by its GUID in the GHCB specification.
    public enum Kind: String, Sendable, CaseIterable {
        case vcek = "63da758d-e664-4564-adc5-f4b93be8accd"
        case vlek = "a8074bc2-a25a-483e-aae6-39c045a0b8a1"
        case ask = "4ab7b379-bbac-4fe4-a02f-05aef327c782"
        case ark = "c0b406a4-a803-4952-9743-3fb6014cd0ae"
        case revocationList = "92f81bc3-5811-4d3d-97ff-d19f88dc67ea"
        case platformInfo = "ecae0c0f-9502-43b1-afa2-0ae2e0d565b6"

        /// The 16 bytes of the GUID, the first three groups little endian.
        var bytes: [UInt8] {
            let groups = rawValue.split(separator: "-").map { Hex.decode(String($0)) ?? [] }
            return groups.prefix(3).flatMap { $0.reversed() } + groups.dropFirst(3).flatMap(\.self)
        }
    }

    /// The entries of a known kind, in the table's order. Others are left out.
    public let entries: [(kind: Kind, data: [UInt8])]

    static let entryLength = 24
    static let maximumEntries = 32

    /// Reads entries up to the one that is all zero; no bytes at all are an empty table.
    /// - Throws: `malformedEvidence` when the table does not end or an entry points outside `bytes`.
    public init(_ bytes: [UInt8]) throws(AppraisalError) {
        let fields = LittleEndianFields(bytes)
        var entries: [(Kind, [UInt8])] = []
        var position = 0
        while position < bytes.count {
            guard bytes.count - position >= Self.entryLength, position < Self.maximumEntries * Self.entryLength else {
                throw AppraisalError(.malformedEvidence, "The certificate table behind the report does not end.")
            }
            let entry = position..<position + Self.entryLength
            if fields.isZero(entry) { break }
            let offset = Int(fields.integer(position + 16..<position + 20))
            let length = Int(fields.integer(position + 20..<position + 24))
            guard offset <= bytes.count, length <= bytes.count - offset else {
                throw AppraisalError(
                    .malformedEvidence, "An entry of the certificate table points behind the end of the evidence.")
            }
            let guid = fields.bytes(position..<position + 16)
            if let kind = Self.kinds[guid] { entries.append((kind, fields.bytes(offset..<offset + length))) }
            position = entry.upperBound
        }
        self.entries = entries
    }

    /// The certificates that can be read; a host's entry that is none is passed over.
    public var certificates: [Certificate] {
        entries.filter { $0.kind != .revocationList && $0.kind != .platformInfo }
            .flatMap { (try? Certificate.readAll($0.data)) ?? [] }
    }

    /// The revocation lists that can be read.
    public var revocationLists: [CertificateRevocationList] {
        entries.filter { $0.kind == .revocationList }.compactMap { try? CertificateRevocationList($0.data) }
    }

    private static let kinds = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0.bytes, $0) })
}
