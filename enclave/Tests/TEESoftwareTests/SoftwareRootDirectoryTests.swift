import Foundation
import Synchronization
import TEEPlatform
import Testing
import X509Core

@testable import TEESoftware

@Suite("Software root directory")
struct SoftwareRootDirectoryTests {
    private let now: Int64 = 1_790_000_000
    private let temporary: TemporaryDirectory
    private var path: String { temporary.file("root") }

    init() throws { temporary = try TemporaryDirectory() }

    private func open(_ path: String? = nil) throws -> (root: SoftwareRoot, isNew: Bool) {
        try SoftwareRootDirectory(path ?? self.path).open(at: now)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func refusal(_ path: String? = nil) -> PlatformError? {
        #expect(throws: PlatformError.self) { try open(path) }
    }

    @Test func isMadeOnceForItsOwnerAlone() throws {
        let first = try open()
        #expect(first.isNew)
        #expect(try mode(path) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(Set(names) == Set(SoftwareRoot.File.allCases.map(\.rawValue)))
        for name in names { #expect(try mode(path + "/" + name) == 0o600) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == ["root"])

        let again = try open(path + "//")
        #expect(!again.isNew)
        for file in SoftwareRoot.File.allCases { #expect(again.root.content(of: file) == first.root.content(of: file)) }
    }

    @Test func anEmptyDirectoryIsTaken() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(try open().isNew)
        #expect(try mode(path) == 0o700)
    }

    @Test func whatAnInterruptedStartLeftIsNeverUsed() throws {
        let left = path + ".unfinished"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
        try Data("half".utf8).write(to: URL(fileURLWithPath: left + "/pck.key"))
        #expect(try open().isNew)
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(!(try open().isNew))
    }

    @Test func enclavesThatStartAtOnceShareOne() throws {
        let roots = Mutex<[[UInt8]]>([])
        DispatchQueue.concurrentPerform(iterations: 12) { [path, now] _ in
            guard let root = try? SoftwareRootDirectory(path).open(at: now).root else { return }
            roots.withLock { $0.append(root.certificates.root.der) }
        }
        let found = roots.withLock { $0 }
        #expect(found.count == 12 && Set(found).count == 1)
    }

    @Test(arguments: SoftwareRoot.File.allCases)
    func aMissingAnAlteredOrAForeignFileIsRefused(file: SoftwareRoot.File) throws {
        _ = try open()
        let (name, url) = (path + "/" + file.rawValue, URL(fileURLWithPath: path + "/" + file.rawValue))
        let content = try temporary.content(of: "root/" + file.rawValue)

        try FileManager.default.removeItem(atPath: name)
        #expect(refusal()?.remedy.contains("verifiers then have to be told") == true)

        let other = try SoftwareRoot.generate(at: now)
        try Data(other.content(of: file)).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: name)
        #expect(refusal() != nil)

        var altered = content
        let position = try #require(content.indices.dropFirst(content.count / 2).first { content[$0] != 0x0a })
        altered[position] ^= 3
        try Data(altered).write(to: url)
        #expect(refusal() != nil)

        try Data(content).write(to: url)
        #expect(try !open().isNew)
    }

    @Test func whatOthersCanReadIsRefused() throws {
        _ = try open()
        for (name, mode) in [("root", 0o750), ("root", 0o701), ("root/pck.key", 0o640), ("root/root.crt", 0o644)] {
            let file = temporary.file(name)
            let before = try self.mode(file)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            #expect(refusal()?.message.contains("others can read") == true, "\(name)")
            try FileManager.default.setAttributes([.posixPermissions: before], ofItemAtPath: file)
        }
        #expect(try !open().isNew)
    }

    @Test func aLinkAndAFileInItsPlaceAreRefused() throws {
        _ = try open()
        let key = temporary.file("root/pck.key")
        try FileManager.default.moveItem(atPath: key, toPath: temporary.file("elsewhere"))
        try FileManager.default.createSymbolicLink(atPath: key, withDestinationPath: temporary.file("elsewhere"))
        #expect(refusal() != nil)
        try Data().write(to: URL(fileURLWithPath: temporary.file("plain")))
        #expect(refusal(temporary.file("plain")) != nil)
        #expect(refusal(temporary.file("no/such/parent")) != nil)
    }

    @Test func theRootsOwnKeyIsNowhere() throws {
        let root = try open().root
        let keys = [root.platformCAKey, root.tcbSigningKey, root.pckKey].map(\.publicKeyInfo)
        #expect(!keys.contains(root.certificates.root.content.publicKey.der))
    }
}
