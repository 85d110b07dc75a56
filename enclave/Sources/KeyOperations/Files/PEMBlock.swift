internal import EnclaveProtocol

/// One block of RFC 7468 text. Text around blocks is skipped, as OpenSSL writes it.
struct PEMBlock {
    let label: String
    /// Lines before the base64, such as `Proc-Type: 4,ENCRYPTED`.
    let headers: [String]
    let bytes: [UInt8]

    static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)
    private static let longestLabel = 64

    init(label: String, bytes: [UInt8]) {
        self.label = label
        self.headers = []
        self.bytes = bytes
    }

    /// Whether a file is text with a block in it.
    static func isPEM(_ file: [UInt8]) -> Bool {
        file.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: begin) }
    }

    /// All blocks, in order; a file with none gives an empty list.
    static func blocks(in file: [UInt8]) throws(KeyError) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: (label: String, lines: [ArraySlice<UInt8>])?
        for line in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(trim) {
            if let label = label(of: line, after: begin) {
                guard open == nil else { throw .fileMalformed(.pem) }
                open = (label, [])
            } else if let label = label(of: line, after: end) {
                guard let block = open, block.label == label else { throw .fileMalformed(.pem) }
                blocks.append(try PEMBlock(label: label, lines: block.lines))
                open = nil
            } else {
                open?.lines.append(line)
            }
        }
        guard open == nil else { throw .fileMalformed(.pem) }
        return blocks
    }

    /// The bytes of a file's first block with this label.
    static func only(_ label: String, in file: [UInt8], limit: Int, part: FilePart) throws(KeyError) -> [UInt8] {
        guard file.count <= limit else { throw .fileTooLarge(limit: limit) }
        guard let block = try blocks(in: file).first(where: { $0.label == label }) else { throw .fileMalformed(part) }
        return block.bytes
    }

    /// The block as text, 64 characters a line.
    var text: String {
        let encoded = Base64.encode(bytes)
        let lines = stride(from: 0, to: encoded.count, by: 64).map {
            String(decoding: encoded[$0..<min($0 + 64, encoded.count)], as: UTF8.self)
        }
        return "-----BEGIN \(label)-----\n" + lines.map { $0 + "\n" }.joined() + "-----END \(label)-----\n"
    }

    private init(label: String, lines: [ArraySlice<UInt8>]) throws(KeyError) {
        let headers = lines.prefix { $0.contains(UInt8(ascii: ":")) }
        let body = lines.dropFirst(headers.count).joined()
        guard let bytes = Base64.decode(Array(body)) else { throw .fileMalformed(.base64) }
        self.label = label
        self.headers = headers.map { String(decoding: $0, as: UTF8.self) }
        self.bytes = bytes
    }

    private static func label(of line: ArraySlice<UInt8>, after marker: [UInt8]) -> String? {
        guard line.starts(with: marker), line.count <= marker.count + longestLabel + dashes.count,
            line.count > marker.count + dashes.count, line.suffix(dashes.count).elementsEqual(dashes)
        else { return nil }
        let label = line.dropFirst(marker.count).dropLast(dashes.count)
        guard label.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
        return String(decoding: label, as: UTF8.self)
    }

    private static func trim(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let start = line.drop(while: isSpace)
        return start.dropLast(start.reversed().prefix(while: isSpace).count)
    }
}
