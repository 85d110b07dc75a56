internal import EnclaveProtocol
internal import KeyOperations

/// What one piece of data says about a private key that is looked for.
enum KeyTrace: Equatable {
    /// Nothing of it.
    case none
    /// The key is in it, in clear.
    case found
    /// It may hold keys, but cannot be looked into without more; what it is.
    case closed(String)
}

/// Looks for the private half of a public key in data that people put into objects: PEM, DER, base64 of these, JSON with
/// any of these in it.
struct KeyTraceSearch {
    /// DER SubjectPublicKeyInfo.
    let publicKey: [UInt8]
    /// Data within data is followed this far: an annotation's JSON, its base64, the PEM in that.
    private static let depth = 5

    /// What `data` says; a key that was found counts more than something closed.
    func trace(_ data: [UInt8]) -> KeyTrace {
        trace(data, depth: Self.depth)
    }

    private func trace(_ data: [UInt8], depth: Int) -> KeyTrace {
        guard depth > 0, data.count >= 32 else { return .none }
        if let kind = Self.closedKind(data) { return .closed(kind) }
        if data.first == 0x30 { return isKey(data) ? .found : .none }
        let text = String(decoding: data, as: UTF8.self)
        if text.contains("-----BEGIN ") { return pemTrace(text) }
        if let value = Self.json(text) { return trace(value, depth: depth - 1) }
        guard let decoded = Base64.bytes(text) else { return .none }
        return trace(decoded, depth: depth - 1)
    }

    private func trace(_ value: JSONValue, depth: Int) -> KeyTrace {
        switch value {
        case .string(let text): trace(Array(text.utf8), depth: depth)
        case .array(let items): Self.strongest(items.lazy.map { trace($0, depth: depth) })
        case .object(let members): Self.strongest(members.lazy.map { trace($0.value, depth: depth) })
        default: .none
        }
    }

    private func pemTrace(_ text: String) -> KeyTrace {
        Self.strongest(
            Self.privateKeyBlocks(text).lazy.map { block in
                if block.contains("ENCRYPTED") { return .closed("an encrypted private key") }
                return isKey(Array(block.utf8)) ? .found : .none
            })
    }

    private func isKey(_ file: [UInt8]) -> Bool {
        do {
            return try PrivateKeyReader.read(file).publicKeySPKI == publicKey
        } catch {
            return false
        }
    }

    private static func strongest(_ traces: some Sequence<KeyTrace>) -> KeyTrace {
        var strongest = KeyTrace.none
        for trace in traces {
            if trace == .found { return .found }
            if strongest == .none { strongest = trace }
        }
        return strongest
    }

    /// Every PEM block of a private key, whatever stands around it; in YAML it is indented, and files that were put
    /// together may lack the line break between two.
    private static func privateKeyBlocks(_ text: String) -> [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in text.replacing("-----BEGIN ", with: "\n-----BEGIN ").split(whereSeparator: \.isNewline) {
            if line.contains("-----BEGIN "), line.contains("PRIVATE KEY-----") { open = [] }
            open?.append(line.drop { $0.isWhitespace })
            if line.contains("-----END "), let lines = open {
                blocks.append(lines.joined(separator: "\n") + "\n")
                open = nil
            }
        }
        return blocks
    }

    private static func json(_ text: String) -> JSONValue? {
        guard let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[" else { return nil }
        do {
            return try JSONValue(parsing: text.utf8, from: "an entry")
        } catch {
            return nil
        }
    }

    /// Key stores and compressed data, by their first bytes.
    private static func closedKind(_ data: [UInt8]) -> String? {
        if data.starts(with: [0xFE, 0xED, 0xFE, 0xED]) { return "a Java key store" }
        if data.starts(with: [0x1F, 0x8B]) { return "compressed" }
        // PKCS#12 (RFC 7292 §4) is a SEQUENCE that begins with the INTEGER 3.
        guard data.first == 0x30, let length = data.dropFirst().first else { return nil }
        let header = length < 0x80 ? 2 : 2 + Int(length & 0x7F)
        return data.dropFirst(header).starts(with: [2, 1, 3, 0x30]) ? "a PKCS#12 key store" : nil
    }
}
