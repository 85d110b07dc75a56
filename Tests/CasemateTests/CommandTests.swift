import EnclaveProtocol
import FakeEnclave
import Foundation
import Testing

@testable import CasemateCommands

/// The program against a scripted enclave: what it sends, and the fields it writes.
@Suite("Commands", .timeLimit(.minutes(2)))
struct CommandTests {
    private let fake: FakeEnclave
    private let key = KeyInfo(
        id: Identifier(high: 1, low: 2), tenant: "default", name: "k", algorithm: .p256, purpose: .sign,
        origin: .generated, export: .never, replication: .domain, audit: .counted, state: .active,
        publicKey: [0x30, 1, 2], versions: [KeyVersionInfo(number: 1, created: 86_400)], provenance: "test")

    init() throws { fake = try FakeEnclave() }

    private func casemate(_ arguments: String..., input: String = "") throws -> CommandProcess {
        try CommandProcess.run(arguments, environment: ["CASEMATE_ENCLAVE": fake.address], input: input)
    }

    /// Sorted: reading does not keep the order.
    private func names(_ value: JSONValue) throws -> [String] {
        guard case .object(let members) = value else { return [] }
        return members.map(\.name)
    }

    @Test func statusHasTheFieldsOfTheDesign() throws {
        fake.on(StatusRequest.self) { _, _ in
            .success(
                StatusAnswer(facts: [
                    StatusFact("protocol", "1"), StatusFact("state", "open"), StatusFact("keys", "3"),
                    StatusFact("development", "true"), StatusFact("listeners", "unix:/a"),
                    StatusFact("listeners", "unix:/b"), StatusFact("later", "x"),
                ]))
        }
        let run = try casemate("status", "--json")
        #expect(run.status == 0)
        let json = try run.json
        let expected = [
            "protocol", "version", "state", "platform", "measurement", "memory", "sealing", "development",
            "instanceId", "recordNumber", "chainHash", "keys", "administrators", "clock", "listeners",
        ]
        let names = Set(try names(json))
        #expect(names.isSuperset(of: expected))
        #expect(json["keys"] == 3)
        #expect(json["development"] == true)
        #expect(json["listeners"] == ["unix:/a", "unix:/b"])
        #expect(json["administrators"] == [])
        #expect(json["later"] == "x")
    }

    @Test func keyGenerateSendsATemplateAndWritesAKey() throws {
        let key = key
        fake.on(KeyGenerate.self) { _, _ in .success(key) }
        let run = try casemate("key", "generate", "k", "--purpose", "wrap", "--audit", "each", "--json")
        #expect(run.status == 0, "\(run)")
        let sent = try KeyGenerate(decoding: try #require(fake.calls.last).body).key
        #expect(sent.algorithm == .aes256 && sent.purpose == .wrap && sent.audit == .each && sent.export == .never)
        let json = try run.json
        let fields = Set(try names(json))
        #expect(
            fields.isSuperset(of: [
                "keyId", "tenant", "name", "algorithm", "purpose", "origin", "export", "state", "publicKey", "versions",
            ]))
        #expect(json["keyId"]?.string == "00000000000000010000000000000002")
        #expect(json["publicKey"]?.string == "MAEC")
        #expect(json["versions"]?.array?.first?["created"]?.string == "1970-01-02T00:00:00Z")
    }

    @Test func refusalsKeepTheirCode() throws {
        fake.on(KeyShow.self) { _, _ in .failure(Refusal(.notFound, "no key x", remedy: "list them")) }
        let run = try casemate("key", "show", "x", "--json")
        #expect(run.status == 1)
        #expect(try run.json == ["error": ["code": "not-found", "message": "no key x", "remedy": "list them"]])
        let people = try casemate("key", "show", "x")
        #expect(people.status == 1 && people.output.isEmpty && people.errors.contains("list them"))
    }

    @Test func listsHaveItemsAndNext() throws {
        let key = key
        fake.on(KeyList.self) { request, _ in
            .success(Page(items: [key], next: request.page.after.isEmpty ? "k" : nil))
        }
        let first = try casemate("key", "list", "--limit", "1", "--json").json
        #expect(first["items"]?.array?.count == 1)
        #expect(first["next"] == "k")
        let last = try casemate("key", "list", "--after", "k", "--json").json
        #expect(last["next"] == .null)
    }

    @Test func keySignUsesTheKeysOwnSchemeAndReadsStdin() throws {
        let key = key
        fake.on(KeyShow.self) { _, _ in .success(key) }
        fake.on(KeySign.self) { _, _ in .success(Blob([1, 2, 3])) }
        let run = try casemate("key", "sign", "k", "--in", "-", "--json", input: "message")
        let sent = try KeySign(decoding: try #require(fake.calls.last).body)
        #expect(sent.scheme == .ecdsa && sent.hash == .sha256 && !sent.isDigest && sent.input == Array("message".utf8))
        #expect(try run.json["signature"] == "AQID")
    }

    @Test func caIssueTakesPEMAndWritesTheChain() throws {
        let scratch = try ScratchDirectory()
        let csr = try scratch.file("leaf.csr", PEMFile.text([0x30, 3, 2, 1, 5], PEMFile.request))
        fake.on(CAIssue.self) { _, _ in
            .success(
                CAIssueAnswer(
                    serial: [0x0a, 0xbc], chain: [Blob([0x30, 0]), Blob([0x30, 1, 0])], notBefore: 1, notAfter: 86_400,
                    fingerprint: [UInt8](repeating: 1, count: 32)))
        }
        let out = try scratch.file("chain.pem")
        let run = try casemate(
            "ca", "issue", "mesh", "--csr", csr, "--lifetime", "24h", "--usage", "server auth", "client auth", "--out",
            out, "--json")
        #expect(run.status == 0, "\(run)")
        let sent = try CAIssue(decoding: try #require(fake.calls.last).body)
        #expect(sent.request == [0x30, 3, 2, 1, 5] && sent.lifetime == 86_400)
        #expect(sent.usages == ["server auth", "client auth"])
        let json = try run.json
        #expect(
            try names(json) == ["certificate", "chain", "fingerprint", "notAfter", "notBefore", "serial"])
        #expect(json["serial"] == "0abc")
        let chain = try String(contentsOfFile: out, encoding: .utf8)
        #expect(json["chain"]?.string == chain)
        #expect(chain.components(separatedBy: "BEGIN CERTIFICATE").count == 3)
    }

    @Test func administratorsSign() throws {
        let scratch = try ScratchDirectory()
        let file = try scratch.file("admin.key")
        let made = try casemate("administrator", "key", "--out", file, "--json")
        #expect(made.status == 0, "\(made)")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try casemate("administrator", "key", "--out", file).status == 1)

        let challenge = [UInt8](repeating: 3, count: 32)
        fake.on(ChallengeRequest.self) { _, _ in .success(Blob(challenge)) }
        fake.on(CompactRequest.self) { _, _ in .success(Empty()) }
        #expect(try casemate("compact", "--administrator-key", file).status == 0)
        let call = try #require(fake.calls.last)
        let fingerprint = try #require(call.authorization?.signatures.first?.keyFingerprint)
        #expect(try made.json["fingerprint"]?.string == Hex.encode(fingerprint))
    }

    @Test func issuedIsBuiltFromTheAudit() throws {
        func entry(_ number: Int, _ serial: String, issuer: String = "mesh") -> String {
            """
            {"number":\(number),"time":"t","operation":"ca-issue","name":"\(issuer)","outcome":"ok","certificate":\
            {"serial":"\(serial)","subject":"CN=a","names":["dns:a"],"notBefore":"b","notAfter":"c","requester":"r",\
            "fingerprint":"f","issuer":"\(issuer)"},"payload":"00"}
            """
        }
        let revocation =
            #"{"number":4,"operation":"ca-revoke","name":"mesh","outcome":"ok","detail":"serial 0a reason 1"}"#
        let lines = [entry(1, "0a"), entry(2, "0b", issuer: "other"), entry(3, "0c"), revocation, entry(5, "0d")]
        fake.on(AuditRead.self) { request, _ in
            let rest = lines.dropFirst(Int(request.from) - 1)
            return .success(
                AuditReadAnswer(
                    header: [], lines: rest.prefix(2).map { Blob(Array($0.utf8)) },
                    next: rest.count > 2 ? request.from + 2 : nil))
        }
        let run = try casemate("ca", "issued", "mesh", "--limit", "2", "--json")
        #expect(run.status == 0, "\(run)")
        let json = try run.json
        #expect(json["items"]?.array?.map { $0["serial"]?.string } == ["0a", "0c"])
        #expect(json["items"]?.array?.map { $0["revoked"] } == [true, false])
        #expect(json["next"] == "5")
        let fields = ["serial", "subject", "names", "notBefore", "notAfter", "requester", "fingerprint", "revoked"]
        let item = try #require(json["items"]?.array?.first)
        #expect(try names(item) == fields.sorted())
    }

    @Test func doctorListsFindings() throws {
        fake.on(StatusRequest.self) { _, _ in
            .success(
                StatusAnswer(facts: [
                    StatusFact("development", "true"), StatusFact("clock", "jumped by 2 h"),
                    StatusFact("anchor", "anchor: the TPM cannot be reached: gone"),
                ]))
        }
        let run = try casemate("doctor", "--json")
        #expect(run.status == 1)
        let items = try #require(try run.json["items"]?.array)
        let levels = Dictionary(items.map { ($0["id"]?.string ?? "", $0["level"]?.string ?? "") }) { $1 }
        #expect(levels["enclave"] == "ok")
        #expect(levels["development"] == "warning")
        #expect(levels["enclave-clock"] == "error")
        #expect(levels["anchor"] == "error")
        #expect(
            Set(["kernel", "secret-memory", "memlock", "tee", "clock", "socket", "disk"]).isSubset(of: levels.keys))
    }

    @Test func quickstartRefusesSomeoneElsesDirectory() throws {
        let scratch = try ScratchDirectory()
        let kept = try scratch.file("thesis.txt", "mine")
        let run = try casemate("quickstart", "--directory", scratch.path, "--json")
        #expect(run.status == 1)
        #expect(try run.json["error"]?["code"]?.string == "directory-not-empty")
        #expect(try String(contentsOfFile: kept, encoding: .utf8) == "mine")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["thesis.txt"])
    }

    @Test func auditVerifyTellsWhatIsWrong() throws {
        let scratch = try ScratchDirectory()
        let run = try casemate("audit", "verify", try scratch.file("a", "{}\n"), "--json")
        #expect(run.status == 1)
        #expect(try run.json["ok"] == false)
        let fields = Set(try names(try run.json))
        #expect(fields.isSuperset(of: ["entries", "checkpoints", "first", "last", "ok", "firstBad"]))
    }
}
