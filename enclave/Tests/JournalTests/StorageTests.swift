import Journal
import JournalFixtures
import Testing

/// One contract for the real disk and the one in memory.
@Suite struct StorageTests {
    enum Backend: CaseIterable { case posix, memory }

    private func with(_ backend: Backend, _ body: (any Storage) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        try body(backend == .posix ? try PosixStorage(directory: directory.path) : MemoryStorage())
    }

    @Test(arguments: Backend.allCases)
    func filesKeepWhatIsWritten(backend: Backend) throws {
        try with(backend) { storage in
            let missing = try #require(throws: StorageError.self) { try storage.open("a", .read) }
            #expect(missing.errno == 2)
            let file = try storage.open("a", .create)
            try file.write([1, 2, 3], at: 2)
            try file.synchronize()
            #expect(try file.read(10, at: 0) == [0, 0, 1, 2, 3])
            #expect(try file.read(10, at: 9) == [])
            try file.truncate(to: 3)
            #expect(try file.size() == 3)
            try storage.rename("a", to: "b")
            try storage.createDirectory("audit")
            _ = try storage.open("audit/c", .create)
            try storage.synchronizeDirectory("")
            try storage.synchronizeDirectory("audit")
            #expect(try storage.list("").contains("b") && storage.list("audit") == ["c"])
            #expect(try storage.open("b", .update).read(3, at: 0) == [0, 0, 1])
            try storage.remove("b")
            #expect(try file.size() == 3)
            #expect(throws: StorageError.self) { try storage.remove("b") }
            #expect(try storage.space().total > 0)
        }
    }

    @Test(arguments: Backend.allCases)
    func aJournalLivesOnIt(backend: Backend) throws {
        try with(backend) { storage in
            let fixture = Fixture(storage)
            try fixture.create()
            for round in UInt8(0)..<3 {
                let journal = try fixture.open()
                let writer = Thread { journal.run() }
                let number = try journal.append(Fixture.entry(), [Mutation(Fixture.slot(1), [round])])
                try journal.waitUntilDurable(number)
                try journal.compact()
                #expect(try journal.read(Fixture.slot(1)) == [round])
                journal.shutdown()
                writer.join()
            }
            #expect(try fixture.open().exportAll().count == 3)
        }
    }
}
