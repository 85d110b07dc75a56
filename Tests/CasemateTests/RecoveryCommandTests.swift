import EnclaveProtocol
import FakeEnclave
import Foundation
import Testing

@testable import CasemateCommands

/// Recovery shares as files: what cannot be written is not asked for, and what is no share is said to be none.
@Suite("Recovery commands", .timeLimit(.minutes(2)))
struct RecoveryCommandTests {
    private let fake: FakeEnclave
    private let scratch: ScratchDirectory

    init() throws {
        fake = try FakeEnclave()
        scratch = try ScratchDirectory()
        fake.on(RecoveryCreate.self) { request, _ in
            .success(
                RecoveryShares(
                    setID: Identifier(high: 0, low: 1),
                    shares: request.holders.map { Blob(Array("of \($0.name)".utf8)) }))
        }
    }

    private func casemate(_ arguments: String...) throws -> CommandProcess {
        try CommandProcess.run(
            ["domain", "recovery"] + arguments + ["--json"], environment: ["CASEMATE_ENCLAVE": fake.address])
    }

    private func create() throws -> CommandProcess {
        let holder = try scratch.file("holder.pem", PEMFile.text([0x30, 0], PEMFile.publicKey))
        return try casemate(
            "create", "--threshold", "1", "--holder", "ann=\(holder)", "--holder", "bob=\(holder)",
            "--out-directory", scratch.path)
    }

    private var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path) } }

    @Test func sharesAreWrittenForTheirOwnersOnly() throws {
        let old = try scratch.file("ann.share", String(repeating: "of before ", count: 1000))
        let run = try create()
        #expect(run.status == 0, "\(run)")
        #expect(try String(contentsOfFile: old, encoding: .utf8) == "of ann")
        #expect(try files.sorted() == ["ann.share", "bob.share", "holder.pem"])
        let mode = try FileManager.default.attributesOfItem(atPath: old)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func whatCouldNotBeWrittenIsNotAskedFor() throws {
        try FileManager.default.createDirectory(atPath: scratch.file("bob.share"), withIntermediateDirectories: true)
        let run = try create()
        #expect(run.status == 1)
        let error = try #require(try run.json["error"])
        #expect(error["code"] == "file-error" && error["message"]?.string?.contains("bob.share") == true)
        #expect(fake.calls.isEmpty, "the shares of before would be void")
        #expect(try files.sorted() == ["bob.share", "holder.pem"], "and nothing is left")
    }

    @Test func whatTheEnclaveRefusesLeavesNoFile() throws {
        fake.on(RecoveryCreate.self) { _, _ in .failure(Refusal(.notLead, "not here", remedy: "there")) }
        #expect(try create().status == 1)
        #expect(try files == ["holder.pem"])
    }

    @Test func aSealedShareNeedsItsHoldersKey() throws {
        let share = try scratch.file("ann.share", "-----BEGIN CASEMATE RECOVERY SHARE-----\n")
        let error = try #require(try casemate("submit", "--share", share).json["error"])
        #expect(error["code"] == "share-sealed" && error["remedy"]?.string?.contains("--key") == true)
    }

    @Test(arguments: ["", "garbage", "-----BEGIN CASEMATE RECOVERY SHARE-----\nAA"])
    func whatIsNoShareIsSaidToBeNone(_ content: String) throws {
        let key = try scratch.file("ann.key")
        #expect(try CommandProcess.run(["administrator", "key", "--out", key]).status == 0)
        let share = try scratch.file("x.share", content)
        let run = try casemate("open-share", "--share", share, "--key", key, "--out", scratch.file("clear"))
        let error = try #require(try run.json["error"])
        #expect(error["message"]?.string?.hasPrefix("\(share) is no recovery share") == true, "\(run)")
        #expect(try files.contains("clear") == false)
    }
}
