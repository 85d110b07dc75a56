import Foundation
import Testing

@testable import KMSPlugin

@Suite("The plugin's socket")
struct PluginSocketTests {
    private let directory = "/tmp/casemate-kms-\(UInt32.random(in: 0 ... .max))"

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    private func cleaned(_ body: () throws -> Void) rethrows {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body()
    }

    @Test("It is 0600 in a directory 0700, and gone when removed")
    func modes() throws {
        try cleaned {
            let socket = PluginSocket(path: directory + "/s")
            let descriptor = try socket.listen()
            #expect(mode(directory) == 0o700)
            #expect(mode(socket.path) == 0o600)
            let inode = socket.inode
            socket.remove(ifStill: inode &+ 1)
            #expect(mode(socket.path) != nil)
            socket.remove(ifStill: inode)
            #expect(mode(socket.path) == nil)
            close(descriptor)
        }
    }

    @Test("A stale socket is replaced, a live one and a file are not")
    func replacing() throws {
        try cleaned {
            let socket = PluginSocket(path: directory + "/s")
            close(try socket.listen())
            let live = try socket.listen()
            #expect(throws: KMSError.self) { try socket.listen() }
            close(live)
            let file = PluginSocket(path: directory + "/file")
            try "text".write(toFile: file.path, atomically: false, encoding: .utf8)
            #expect(throws: KMSError.self) { try file.listen() }
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "text")
        }
    }

    @Test("A directory of others and a path too long are refused")
    func refused() throws {
        try cleaned {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            chmod(directory, 0o777)
            #expect(throws: KMSError.self) { try PluginSocket(path: directory + "/s").listen() }
            chmod(directory, 0o700)
            let long = directory + "/" + String(repeating: "s", count: 100)
            #expect(throws: KMSError.self) { try PluginSocket(path: long).listen() }
        }
    }

    @Test("Endpoints are as kube-apiserver writes them")
    func endpoints() {
        #expect(KMSConfiguration.path(ofEndpoint: "unix:///run/kms.sock") == "/run/kms.sock")
        #expect(KMSConfiguration.path(ofEndpoint: "unix:/run/kms.sock") == "/run/kms.sock")
        for text in ["", "unix://", "unix:///", "unix://run/kms.sock", "unix:///@name", "tcp://a:1", "/run/kms.sock"] {
            #expect(KMSConfiguration.path(ofEndpoint: text) == nil, "\(text)")
        }
    }
}
