internal import FoundationEssentials

/// Small files a configuration names.
enum LocalFile {
    static let maximumSize = 1 << 20

    /// All bytes of the file; throws `invalidConfiguration` naming it.
    static func bytes(_ path: String) throws(KubernetesError) -> [UInt8] {
        do {
            let bytes = try Data(contentsOf: URL(filePath: path))
            guard bytes.count <= maximumSize else { throw CocoaError(.fileReadTooLarge) }
            return Array(bytes)
        } catch {
            throw .invalidConfiguration(
                "\(path) cannot be read.", remedy: "Check that the file is there and may be read.", cause: error)
        }
    }

    /// The file's text without white space at its ends.
    static func text(_ path: String) throws(KubernetesError) -> String {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// `path` as it is if absolute, else beside the file that names it.
    static func resolve(_ path: String, beside directory: String) -> String {
        path.hasPrefix("/") || directory.isEmpty ? path : "\(directory)/\(path)"
    }
}
