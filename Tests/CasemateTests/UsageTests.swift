import Foundation
import Testing

@testable import CasemateCommands

/// Exit statuses and what `--json` promises, on the real program.
@Suite("Usage", .timeLimit(.minutes(2)))
struct UsageTests {
    @Test(arguments: [
        ["nonsense"], ["ca", "issue"], ["ca", "issue", "x"], ["key", "generate", "x"],
        ["key", "generate", "x", "--purpose", "bogus"], ["ca", "create", "x", "--subject", "CN=x", "--lifetime", "9y"],
        ["key", "import", "x", "--purpose", "sign"], ["key", "list", "--limit", "0"],
        ["ca", "revoke", "x", "--serial", "xyz"], ["audit", "export", "--json"],
        ["policy", "set", "x", "--operation", "fly"], ["status", "--enclave-key", "12"],
        ["ca", "create", "x", "--subject", "CN=x", "--parent", "y", "--external"], ["attest", "verify"],
        ["attest", "verify", "--evidence", "x", "--at", "soon"], ["attest", "evidence"],
        ["attest", "evidence", "--report-data", "x"], ["kms"], ["kms", "serve", "--key", "x"],
        ["kms", "verify", "--etcd", "127.0.0.1:2379"], ["kms", "verify", "--etcd-key", "x"],
        ["kms", "verify", "--resource", "Secrets"], ["kms", "migrate", "--workers", "0"],
        ["kms", "migrate", "--etcd", "http://127.0.0.1:1", "--etcd-ca", "x"],
        ["domain", "join", "--name", "b"], ["domain", "join", "--name", "/", "--peer", "unix:/x"],
        ["domain", "join", "--name", "b", "--peer", "x:1"], ["domain", "relay"], ["domain", "relay", "--listen", "x"],
        ["domain", "relay", "--listen", ":0", "--peer", "x"],
        ["domain", "relay", "--listen", ":0", "--join-listen", ":1"], ["domain", "policy", "set", "f"],
        ["domain", "policy", "set", "f", "--name", "r", "--promote-after", "30s"],
        ["domain", "policy", "set", "f", "--name", "r", "--promote-paused"],
        ["domain", "join", "--name", String(repeating: "x", count: 129), "--peer", "unix:/x"],
        ["domain", "join", "--name", "b", "--peer", "unix:/x", "--peer-key", "12"],
        ["domain", "policy", "set", "f", "--name", "a b"], ["domain", "status", "--enclave", "tcp:[::1:7"],
        ["domain", "remove"], ["domain", "promote", "--give-up", "", "--json"],
    ])
    func wrongUsageIsStatus2(_ arguments: [String]) throws {
        let run = try CommandProcess.run(arguments)
        #expect(run.status == 2, "\(run)")
        if arguments.contains("--json") {
            #expect(try run.json["error"]?["code"]?.string == "usage")
        } else {
            #expect(run.output.isEmpty)
            #expect(!run.errors.isEmpty)
        }
    }

    @Test func failureIsStatus1WithItsReasonOnStderr() throws {
        let run = try CommandProcess.run(["status", "--enclave", "unix:/nonexistent/x.sock"])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("No enclave answers at unix:/nonexistent/x.sock"))
        #expect(run.errors.contains("casemate start"))
    }

    @Test func failureIsOneObjectWithJSON() throws {
        let run = try CommandProcess.run(["status", "--enclave", "unix:/nonexistent/x.sock", "--json"])
        #expect(run.status == 1)
        #expect(run.errors.isEmpty)
        let error = try #require(try run.json["error"])
        #expect(error["code"]?.string == "cannot-connect")
        #expect(error["message"]?.string?.isEmpty == false)
        #expect(error["remedy"]?.string?.isEmpty == false)
    }

    @Test func tcpWithoutAPinIsRefusedBeforeAnythingIsSaid() throws {
        let run = try CommandProcess.run(["status", "--enclave", "tcp:127.0.0.1:1", "--json"])
        #expect(run.status == 1)
        #expect(try run.json["error"]?["code"]?.string == "cannot-connect")
    }

    @Test(arguments: [["--help"], ["--version"], ["help", "ca"], ["ca", "issue", "--help"]])
    func helpIsStatus0(_ arguments: [String]) throws {
        let run = try CommandProcess.run(arguments)
        #expect(run.status == 0)
        #expect(!run.output.isEmpty)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsAreWritten(_ shell: String) throws {
        let run = try CommandProcess.run(["--generate-completion-script", shell])
        #expect(run.status == 0)
        #expect(run.output.contains("quickstart"))
    }

    @Test(arguments: [
        "quickstart", "start", "status", "doctor", "ca create", "ca issue", "ca list", "ca show", "ca certificate",
        "ca request", "ca install", "ca issued", "ca revoke", "ca crl", "ca rotate", "key generate", "key seal",
        "key import", "key import-key", "key sign", "key request", "key encrypt", "key decrypt", "key list",
        "key show", "key rotate", "key retire", "key destroy", "key attest", "attest evidence", "attest enclave",
        "attest statement", "attest verify", "attest show", "attest policy check", "attest policy from-measurements",
        "audit show", "audit export", "audit verify", "bench sign", "bench issue", "bench verify", "bench keys",
        "domain status", "domain members", "domain watch", "domain join", "domain policy set", "domain promote",
        "domain remove", "domain rekey", "domain relay", "domain check", "domain recovery create",
        "domain recovery open-share", "domain recovery submit", "policy set", "policy list", "template set",
        "template list", "profile set", "profile list", "profile show", "administrator list", "administrator set",
        "administrator key", "clock accept", "anchor accept", "backup create", "restore", "compact",
        "kms serve", "kms verify", "kms migrate",
    ])
    func everyCommandHasAManual(_ command: String) throws {
        let run = try CommandProcess.run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("OVERVIEW"), "\(command)")
        #expect(run.output.contains("USAGE: casemate \(command)"), "\(command)")
    }
}
