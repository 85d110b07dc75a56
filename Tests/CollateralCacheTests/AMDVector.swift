import FoundationEssentials

/// AMD's certificates of a real report.
enum AMDVector {
    private static let folder = "\(Vector.simulated)/snp/real-milan-v2"

    static func certificate() throws -> [UInt8] { try read("vek.der") }

    /// As KDS sends it: ASK, then ARK.
    static func chain() throws -> [UInt8] { try read("ask.pem") + read("ark.pem") }

    private static func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }
}
