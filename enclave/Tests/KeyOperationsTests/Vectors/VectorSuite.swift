import Foundation

/// A file of vectors, what it drives, and how.
struct VectorSuite: Sendable {
    enum Source: String, Sendable {
        case swiftCrypto = "swift-crypto"
        case cryptography = "cryptography_vectors"
    }

    let source: Source
    let path: String
    /// The operation of this module, or the library's own when none of ours fits.
    let operation: String
    /// What the vectors of the column "not ours" ask for.
    let leftOut: String
    let count: @Sendable ([UInt8]) throws -> VectorCounts

    var url: URL? {
        switch source {
        case .swiftCrypto: VectorLibrary.swiftCrypto?.appending(path: path)
        case .cryptography: VectorLibrary.cryptographyVectors?.appending(path: path)
        }
    }

    func row(_ counts: VectorCounts) -> String {
        "| \(source.rawValue): `\(path)` | \(operation) | \(counts.run) | \(counts.passed) | \(counts.notOurs) | \(leftOut) |"
    }

    static func wycheproof(
        _ path: String, _ operation: String, leftOut: String = "",
        _ run: @escaping @Sendable (WycheproofFile.Group, WycheproofFile.Vector) throws -> VectorOutcome
    ) -> VectorSuite {
        VectorSuite(source: .swiftCrypto, path: path, operation: operation, leftOut: leftOut) { bytes in
            var counts = VectorCounts()
            for group in try JSONDecoder().decode(WycheproofFile.self, from: Data(bytes)).testGroups {
                for vector in group.tests {
                    let outcome = (try? run(group, vector)) ?? .refused
                    counts.add(outcome, expected: vector.result, name: "\(path) \(vector.tcId) \(vector.comment)")
                }
            }
            return counts
        }
    }

    /// Text of `Name = value` lines; `run` sees each group of lines and the section headings above it.
    static func text(
        _ source: Source, _ path: String, _ operation: String, leftOut: String = "",
        _ run: @escaping @Sendable (_ section: String, _ fields: [String: String]) throws -> (VectorOutcome, String)
    ) -> VectorSuite {
        VectorSuite(source: source, path: path, operation: operation, leftOut: leftOut) { bytes in
            var counts = VectorCounts()
            for (section, fields) in TextVectors.parse(bytes) {
                let (outcome, expected) = try run(section, fields)
                counts.add(outcome, expected: expected, name: "\(path) \(section) \(fields["COUNT"] ?? "")")
            }
            return counts
        }
    }
}

/// NIST's response files: sections in brackets, blocks of `Name = value`; a name seen again, or a modulus, begins the
/// next block.
enum TextVectors {
    static func parse(_ bytes: [UInt8]) -> [(section: String, fields: [String: String])] {
        var section = ""
        var fields: [String: String] = [:]
        var blocks: [(String, [String: String])] = []
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
            let parts = trimmed.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if trimmed.hasPrefix("[") || parts[0] == "n" || fields[parts[0]] != nil {
                if !fields.isEmpty { blocks.append((section, fields)) }
                fields = [:]
            }
            if trimmed.hasPrefix("[") {
                section = String(trimmed.dropFirst().dropLast())
            } else {
                fields[parts[0]] = parts.count > 1 ? parts[1] : ""
            }
        }
        if !fields.isEmpty { blocks.append((section, fields)) }
        return blocks
    }
}
