import EnclaveProtocol
import Foundation
import Testing

@testable import EnclaveServer

@Suite(.serialized) struct ListenerTests {
    @Test(arguments: [
        ("unix:/run/casemate/enclave.sock", "unix:/run/casemate/enclave.sock,identity=default,session=optional"),
        ("unix:/a,identity=mesh-1,uid=1000", "unix:/a,identity=mesh-1,uid=1000,session=optional"),
        ("unix:/a,session=required", "unix:/a,identity=default,session=required"),
        ("tcp:127.0.0.1:7000,identity=kms", "tcp:127.0.0.1:7000,identity=kms,session=required"),
        ("tcp:[::1]:0", "tcp:[::1]:0,identity=default,session=required"),
    ])
    func anAddressIsReadAndWritten(text: String, full: String) throws {
        let address = try ListenerAddress.parse(text)
        #expect(address.description == full)
        #expect(try ListenerAddress.parse(full) == address)
    }

    @Test(arguments: [
        "", "unix:", "unix:relative", "unix:/a,", "unix:/a,identity=", "unix:/a,identity=A", "unix:/a,uid=x",
        "unix:/a,uid=-1", "unix:/a,session=maybe", "unix:/a,mode=0666", "unix:/a,identity=a,identity=b",
        "tcp:0.0.0.0:80", "tcp:10.0.0.1:80", "tcp:localhost:80", "tcp:127.0.0.1", "tcp:127.0.0.1:65536",
        "tcp:127.0.0:80", "tcp:127.0.0.1.1:80", "tcp:127.0.0.1:80,session=optional", "tcp:127.0.0.1:80,uid=0",
        "http://x", "unix:/" + String(repeating: "a", count: 107),
    ])
    func anythingElseIsRefusedWithTheForm(text: String) {
        let error = #expect(throws: ServerError.self) { try ListenerAddress.parse(text) }
        #expect(error?.description.contains("write unix:PATH") == true)
    }

    @Test func theSocketAndItsDirectoryAreTheUsersAlone() throws {
        let server = try TestServer()
        defer { server.stop() }
        let attributes = try FileManager.default.attributesOfItem(atPath: server.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let directory = URL(filePath: server.path).deletingLastPathComponent().path
        let permissions = try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions]
        #expect(permissions as? Int == 0o700)
    }

    @Test func aStaleSocketIsReplacedALiveOneIsNot() throws {
        let server = try TestServer()
        defer { server.stop() }
        let live = ListenerAddress(endpoint: .unix(path: server.path))
        #expect(throws: ServerError.alreadyListening("unix:\(server.path)")) { try Listener(live) }
        let stale = server.path + ".stale"
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(stale.utf8)) }
        withUnsafePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
        #expect(FileManager.default.fileExists(atPath: stale))
        let listener = try Listener(ListenerAddress(endpoint: .unix(path: stale)))
        #expect(listener.number >= 0)
    }

    @Test func aFileInTheWayAndAnOpenDirectoryAreRefused() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "open-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        let path = directory.appending(path: "s").path
        try Data().write(to: URL(filePath: path))
        #expect(throws: ServerError.notASocket(path: path)) {
            try Listener(ListenerAddress(endpoint: .unix(path: path)))
        }
        chmod(directory.path, 0o777)
        #expect(throws: ServerError.directoryWritableByOthers(path: directory.path)) {
            try Listener(ListenerAddress(endpoint: .unix(path: path)))
        }
    }

    @Test func anotherUserIsTurnedAway() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "uid-\(UUID().uuidString.prefix(8))").path
        let foreign = ListenerAddress(endpoint: .unix(path: path), user: getuid() + 1)
        let own = ListenerAddress(endpoint: .unix(path: path + ".own"), identity: "own", user: getuid())
        let server = try TestServer(listeners: [foreign, own])
        defer { server.stop() }
        #expect(try TestClient(path: path).refusal()?.code == .notAllowed)
        #expect(try TestClient(path: path + ".own").hello().identity == "own")
    }
}
