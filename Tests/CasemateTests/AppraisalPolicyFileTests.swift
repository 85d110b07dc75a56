import Attestation
import Testing

@testable import CasemateCommands

@Suite("Policies in files")
struct AppraisalPolicyFileTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    private func read(_ text: String) throws -> AppraisalPolicy {
        try AppraisalPolicyFile.read(try directory.file("p.yaml", text))
    }

    private func fault(_ text: String) -> CommandError? {
        #expect(throws: CommandError.self) { try read(text) }
    }

    @Test func yamlKeepsDigitsThatAreHexadecimal() throws {
        let digits = String(repeating: "0123456789", count: 6) + "0e10"
        let policy = try read(
            """
            # what we trust
            version: 1
            allowSoftware: true
            softwareRoots:
              - \(digits)
            measurements:
              - name: 2026
                mrEnclave: \(digits)
                isvSvn: {minimum: 0x2}
            """)
        #expect(policy.allowsSoftware)
        #expect(policy.measurementSets == ["2026"])
    }

    @Test func jsonIsFoundByItsFirstCharacter() throws {
        let policy = try read("\n  {\"version\": 1, \"anyMeasurement\": true, \"statuses\": [\"UpToDate\"]}")
        #expect(policy.acceptedStatuses == [.upToDate])
        #expect(policy.measurementSets.isEmpty)
    }

    @Test(arguments: [
        ("version: 1\nanyMeasurement: true\nstatusses: [UpToDate]", 3, "there is no field statusses"),
        ("version: 1\nanyMeasurement: true\nallowDebug: yes", 3, "true or false"),
        ("version: 1\nanyMeasurement: true\nallowDebug: \"true\"", 3, "true or false"),
        ("version: 1\nanyMeasurement: true\nallowDebug:", 3, "true or false"),
        ("version: one\nanyMeasurement: true", 1, "whole number"),
        ("version: 1\nanyMeasurement: true\nkinds: sgx", 3, "this must be a list"),
        ("version: 1\nanyMeasurement: true\nanyMeasurement: true", 2, "twice"),
        ("version: 1\nkinds: &a [sgx]\nstatuses: *a\nanyMeasurement: true", 2, "one of UpToDate"),
        ("version: 1\nanyMeasurement: true\n[sgx]: x", 3, "must be text"),
        ("- version: 1", 1, "a mapping of fields"),
        ("version: [1\nanyMeasurement: true", 2, ""),
        ("version: 1\n\tkinds: [sgx]", 2, ""),
    ])
    func yamlFaultsNameTheirLine(_ text: String, _ line: Int, _ words: String) throws {
        let error = try #require(fault(text))
        #expect(error.code == "invalid-policy")
        #expect(error.message.contains("p.yaml:\(line): "), "\(error.message)")
        #expect(error.message.contains(words), "\(error.message)")
        #expect(!error.remedy.isEmpty)
    }

    @Test(arguments: ["", "# nothing", "null", "version: 1\n---\nversion: 1"])
    func whatHoldsNoPolicyIsRefused(_ text: String) throws { #expect(fault(text)?.code == "invalid-policy") }

    @Test func aliasesCannotMultiply() throws {
        let levels = (1...9).map {
            "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", ") + "]"
        }
        let error = try #require(fault("l0: &l0 [x]\n" + levels.joined(separator: "\n")))
        #expect(error.message.contains("too many values"), "\(error.message)")
    }
}
