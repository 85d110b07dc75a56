internal import EnclaveProtocol

/// RFC 7468 text encoding: strict labels, 64-column lines.
public enum PEM {
    /// A block: its label and its bytes.
    public struct Block: Sendable, Equatable {
        /// What stands after BEGIN.
        public let label: String
        /// The decoded bytes.
        public let content: [UInt8]
    }

    /// One block as ASCII bytes, ending in a line feed.
    public static func encode(_ content: [UInt8], label: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(content.count / 48 * 65 + 2 * label.utf8.count + 100)
        output += "-----BEGIN ".utf8
        output += label.utf8
        output += "-----\n".utf8
        Base64.appendLines(of: content, to: &output)
        output += "-----END ".utf8
        output += label.utf8
        output += "-----\n".utf8
        return output
    }

    /// Every block of a text; what lies between blocks is ignored.
    /// - Throws: `tooLarge` above `limit` blocks, `malformed` for a block that does not close or is not base64.
    public static func decodeAll(_ text: [UInt8], limit: Int = 16) throws(X509Error) -> [Block] {
        try decodeAll(text, limit: limit, isStrict: false)
    }

    /// As `decodeAll`, but with line breaks and nothing else before, between and after the blocks; NULs may end the text.
    package static func decodeStrictly(_ text: [UInt8], limit: Int) throws(X509Error) -> [Block] {
        let end = text.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        return try decodeAll(Array(text[..<end]), limit: limit, isStrict: true)
    }

    private static func decodeAll(_ text: [UInt8], limit: Int, isStrict: Bool) throws(X509Error) -> [Block] {
        var blocks: [Block] = []
        var position = 0
        while let begin = find(beginMarker, in: text, from: position) {
            try require(!isStrict || isLineBreaks(text[position..<begin]))
            guard blocks.count < limit else { throw .tooLarge("The number of PEM blocks", limit: limit) }
            let labelStart = begin + beginMarker.count
            guard let labelEnd = find(dashes, in: text, from: labelStart), labelEnd - labelStart <= 64 else {
                throw .malformed("PEM: a BEGIN line does not end")
            }
            let bodyStart = labelEnd + dashes.count
            let endLine = endMarker + text[labelStart..<labelEnd] + dashes
            guard let bodyEnd = find(endMarker, in: text, from: bodyStart), text[bodyEnd...].starts(with: endLine),
                let content = Base64.decodeLines(text[bodyStart..<bodyEnd])
            else { throw .malformed("PEM: a block does not close or is not base64") }
            blocks.append(Block(label: String(decoding: text[labelStart..<labelEnd], as: UTF8.self), content: content))
            position = bodyEnd + endLine.count
        }
        try require(!isStrict || isLineBreaks(text[position...]))
        return blocks
    }

    private static func isLineBreaks(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }

    private static func require(_ isClean: Bool) throws(X509Error) {
        guard isClean else { throw .malformed("PEM: something lies outside the blocks") }
    }

    /// The DER of a text or of DER itself: the single block if it begins with dashes, else the bytes as they are.
    package static func derContent(of input: [UInt8], labels: [String]) throws(X509Error) -> [UInt8] {
        if input.first == DERTag.sequence { return input }
        let blocks = try decodeAll(input)
        guard let block = blocks.first, blocks.count == 1, labels.contains(block.label) else {
            throw .malformed("Expected DER or exactly one PEM block of type \(labels[0])")
        }
        return block.content
    }

    private static let dashes = Array("-----".utf8)
    private static let beginMarker = Array("-----BEGIN ".utf8)
    private static let endMarker = Array("-----END ".utf8)

    private static func find(_ marker: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + marker.count <= text.count {
            if text[index] == marker[0], text[index..<index + marker.count].elementsEqual(marker) { return index }
            index += 1
        }
        return nil
    }
}
