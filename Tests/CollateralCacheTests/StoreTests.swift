import FoundationEssentials
import ServiceKit
import Testing

@testable import CollateralCache

@Suite("The database")
struct StoreTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private let document = CollateralDocument(
        body: Array(0...255), headers: [.init(name: "A", value: "é\n")], fetched: 1, expires: 2)

    @Test("What was kept is there after it is opened again, byte for byte")
    func reopens() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.db").path
        let first = try CollateralStore(path: path)
        try await first.keep(document, key: "sgx/crl/root")
        first.close()
        let second = try CollateralStore(path: path)
        #expect(try await second.document("sgx/crl/root") == document)
        #expect(try await second.document("sgx/crl/platform") == nil)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        second.close()
    }

    @Test("A file that is no database, or a damaged one, is refused by name and left as it is")
    func refusesDamage() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "a.db")
        try Data("not a database, and long enough to be taken for one".utf8).write(to: file)
        let error = #expect(throws: ServiceError.self) { try CollateralStore(path: file.path) }
        #expect(error?.code == "database-unusable" && error?.message.contains("a.db") == true)
        #expect(try Data(contentsOf: file) == Data("not a database, and long enough to be taken for one".utf8))

        let damaged = folder.appending(path: "b.db")
        let store = try CollateralStore(path: damaged.path)
        for number in 0..<200 { try await store.keep(document, key: "sgx/v4/fmspcs/\(number)") }
        store.close()
        var bytes = Array(try Data(contentsOf: damaged))
        for index in stride(from: 4096 * 3, to: bytes.count, by: 7) { bytes[index] ^= 0x5a }
        try Data(bytes).write(to: damaged)
        #expect(throws: ServiceError.self) { try CollateralStore(path: damaged.path) }
    }

    static let items: [CollateralItem] = [
        .tcbInfo(.sgx, fmspc: "00906ED50000", .standard, .v4), .tcbInfo(.tdx, fmspc: "00906ED50000", .early, .v4),
        .tcbInfo(.sgx, fmspc: "00906ED50000", .number(17), .v4), .tcbInfo(.sgx, fmspc: "00906ED50000", .early, .v3),
        .qeIdentity(.sgx, .standard, .v4), .qeIdentity(.tdx, .early, .v4), .qeIdentity(.sgx, .standard, .v3),
        .qveIdentity(.early, .v4), .qaeIdentity(.number(20)), .evaluationNumbers(.tdx), .fmspcs(platform: "all"),
        .pckCRL(.platform), .pckCRL(.processor), .rootCRL,
        .amd(.init(kind: .crl, family: "vlek", product: "Genoa", hardwareID: "", levels: "")),
        .amd(.init(kind: .chain, family: "vcek", product: "Milan", hardwareID: "", levels: "")),
        .amd(
            .init(
                kind: .certificate, family: "vcek", product: "Turin", hardwareID: "0123456789abcdef",
                levels: "fmcSPL=01&blSPL=02&teeSPL=00&snpSPL=255&ucodeSPL=72")),
    ]

    @Test("A key names its item", arguments: items)
    func readsKeys(_ item: CollateralItem) { #expect(CollateralItem(key: item.key) == item) }

    @Test("Keys are what databases hold")
    func keepsKeys() {
        #expect(Self.items[0].key == "sgx/v4/tcb/00906ED50000/update=standard")
        #expect(Self.items[11].key == "sgx/crl/platform")
        #expect(Self.items[14].key == "amd/vlek/v1/Genoa/crl")
        #expect(CollateralItem(key: "sgx/v9/tcb/00906ED50000/update=standard") == nil)
        #expect(CollateralItem(key: "") == nil && CollateralItem(key: "/") == nil)
    }
}
