import EnclaveProtocol
import Foundation
import Testing

@testable import DomainHistory

/// A history as files.
struct DirectoryTests {
    private let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("history-\(UUID().uuidString)")

    private func write(_ name: String, _ text: String) throws {
        let file = directory.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private let audit = """
        {"format":"casemate-audit","version":1,"instance":"0f","member":"aa","first":1,"chain":"00"}
        {"number":1,"time":"2026-01-01T00:00:00.000Z","identity":"domain","tenant":"default","operation":"domain-promise",\
        "name":"term 3","outcome":"ok","detail":"to bb at 1.2","payload":"00"}
        {"number":2,"time":"2026-01-01T00:00:00.000Z","identity":"default","tenant":"default","operation":"key-generate",\
        "name":"k","outcome":"ok","change":{"number":"3.1","lead":"bb","digest":"dd"},"payload":"00"}

        """

    @Test func everyFileIsRead() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("audits/a.jsonl", audit)
        try write(
            "clients/c1.jsonl",
            """
            {"client":"c1","start":1,"end":2,"member":"a","operation":"key-generate","name":"k","value":1,"outcome":"refused",\
            "code":"not-lead"}

            """)
        try write("faults.jsonl", #"{"time":5,"kind":"restored","member":"c","id":"cc","record":7}"#)
        try write(
            "final/a.jsonl",
            """
            {"member":{"name":"a","id":"aa"}}
            {"key":{"name":"k","isPresent":true,"state":"active","versions":2,"isUsable":true}}
            {"policy":{"name":"p","value":3}}

            """)
        let history = try DomainHistory(directory: directory.path)
        let trail = try #require(history.trails.first)
        #expect(trail.member == "aa")
        #expect(trail.source == "a.jsonl")
        #expect(
            trail.entries.map(\.step) == [
                .promise(term: 3, candidate: "bb"),
                .change(.init(number: DomainNumber(term: 3, index: 1), lead: "bb", digest: "dd")),
            ])
        #expect(history.operations.first?.code == "not-lead")
        #expect(history.faults.first?.record == 7)
        #expect(history.holdings.first?.keys["k"]?.versions == 2)
        #expect(history.holdings.first?.policies == ["p": 3])
    }

    @Test func brokenLinesAreNamed() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("audits/a.jsonl", audit)
        try write("clients/c1.jsonl", "\n{\"client\":\"c1\"")
        let error = #expect(throws: HistoryError.self) { try DomainHistory(directory: directory.path) }
        #expect(error?.source == "c1.jsonl")
        #expect(error?.line == 2)
    }

    @Test func aFolderWithoutAuditsIsNoHistory() {
        let error = #expect(throws: HistoryError.self) { try DomainHistory(directory: directory.path) }
        #expect(error?.reason == "there is no such folder")
    }

    @Test func aFolderWithoutAnAuditProvesNothing() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("audits/a.json", audit)
        let error = #expect(throws: HistoryError.self) { try DomainHistory(directory: directory.path) }
        #expect(error?.reason.contains("no audit") == true)
    }

    @Test(arguments: ["audits", "clients", "final"])
    func aFolderThatIsAFileIsNotLeftOut(_ name: String) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        if name != "audits" { try write("audits/a.jsonl", audit) }
        try write(name, "")
        let error = #expect(throws: HistoryError.self) { try DomainHistory(directory: directory.path) }
        #expect(error?.source == directory.path + "/" + name)
        #expect(error?.reason == "it cannot be read as a folder")
    }

    @Test(arguments: [
        ("garbage", "this is no JSON object, or a number in it does not fit"), ("[]", "this is no JSON object"),
        ("null", "this is no JSON object"), (#"{"client":"c1"}"#, #"the field "start" is missing"#),
        (
            #"{"client":"c1","start":"1","end":2,"member":"a","operation":"o","name":"k","outcome":"unknown"}"#,
            #"the field "start" is of another type"#
        ),
        (
            #"{"client":"c1","start":1,"end":2,"member":"a","operation":"o","name":"k","outcome":"perhaps"}"#,
            #"the field "outcome" has a value that is not known"#
        ),
        (
            #"{"client":"c1","start":3,"end":2,"member":"a","operation":"o","name":"k","outcome":"unknown"}"#,
            "it ends before it starts"
        ),
    ])
    func aLineSaysWhatIsWrongWithIt(_ line: String, _ reason: String) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("audits/a.jsonl", audit)
        try write("clients/c1.jsonl", line)
        let error = #expect(throws: HistoryError.self) { try DomainHistory(directory: directory.path) }
        #expect(error == HistoryError(source: "c1.jsonl", line: 1, reason: reason))
    }

    @Test func aFileThatIsNoAuditIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("audits/a.jsonl", #"{"format":"other","member":"aa"}"#)
        #expect(throws: HistoryError.self) { try DomainHistory(directory: directory.path) }
    }
}
