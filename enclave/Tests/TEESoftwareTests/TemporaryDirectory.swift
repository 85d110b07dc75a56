import Foundation
import Testing

/// A directory for one test, gone with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("casemate-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func content(of name: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: file(name))))
    }
}
