import Glibc
import Journal

/// A directory that goes away with the value.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/casemate-journal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StorageError("mkdtemp", "", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in (try? PosixStorage(directory: path).list("audit")) ?? [] { unlink("\(path)/audit/\(name)") }
        rmdir("\(path)/audit")
        for name in (try? PosixStorage(directory: path).list("")) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
