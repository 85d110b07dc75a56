internal import Crypto
internal import EnclaveClient
internal import EnclaveProtocol

/// A statement with the report data that evidence of it carries.
struct Proof<Statement: ReportedStatement> {
    let statement: Statement
    /// 64 bytes.
    let reportData: [UInt8]
    private let bytes: [UInt8]

    /// From the statement's bytes; `source` names them in the error.
    init(_ bytes: [UInt8], from source: String) throws(CommandError) {
        do {
            statement = try Statement(decoding: bytes)
        } catch {
            throw CommandError(
                code: "invalid-statement", message: "\(source) holds no statement of an enclave: \(error).",
                remedy: "Give a file that `key attest` or `attest enclave` wrote to --statement-out.", cause: error)
        }
        self.bytes = bytes
        reportData = ProofReportData.of(bytes)
    }

    /// Asks an enclave for a statement, writes what came into files and reports it.
    static func report<Request: EnclaveRequest>(
        asking request: Request, of enclave: EnclaveOptions, _ options: ProofOptions
    ) async throws -> Report where Request.Answer == ProofAnswer {
        let (status, answer) = try await enclave.withClient { client in
            (try await client.call(StatusRequest()), try await client.call(request))
        }
        let proof = try Proof(answer.statement, from: "The enclave's answer")
        guard proof.statement.nonce == options.challenge else { throw CommandError.foreignStatement }
        try options.write(answer)
        let json = try EvidenceReport.json(answer.evidence, reportData: proof.reportData, status)
        return Report(json: proof.json.adding(json), text: proof.text)
    }

    /// What it says; `statement` is its bytes.
    var json: JSONValue { statement.json.adding(["statement": .string(Base64.text(bytes))]) }

    /// The same for people, with the report data.
    var text: String { FactList.text(statement.facts + [("report data", Hex.encode(reportData))]) }
}

/// A statement that the command line shows.
protocol ReportedStatement: ProofStatement {
    /// What the verifier gave.
    var nonce: [UInt8] { get }
    var json: JSONValue { get }
    var facts: [(String, String)] { get }
}

extension KeyStatement: ReportedStatement {
    var json: JSONValue {
        KeyReport.json(key).adding([
            "instanceId": .string(instanceID.description), "administrators": .hex(administrators),
            "threshold": .integer(Int64(threshold)), "development": .bool(isDevelopment),
            "time": .string(RFC3339.text(time)), "nonce": .string(Hex.encode(nonce)),
        ])
    }

    var facts: [(String, String)] {
        [
            ("key", "\(key.name) (\(key.id))"), ("algorithm", key.algorithm.name), ("purpose", key.purpose.name),
            ("origin", key.origin.name), ("export", key.export.name), ("state", key.state.name),
            ("made on", key.provenance), ("public key", Hex.encode(Array(SHA256.hash(data: key.publicKey)))),
            ("instance", instanceID.description), ("administrators", administrators.summary(threshold)),
            ("development", String(isDevelopment)), ("time", RFC3339.text(time)),
            ("nonce", nonce.isEmpty ? "-" : Hex.encode(nonce)),
        ]
    }
}

extension EnclaveStatement: ReportedStatement {
    var json: JSONValue {
        [
            "instanceId": .string(instanceID.description), "state": .string(state.name),
            "sessionKey": .string(SessionKeyPin(of: sessionKey).description),
            "importKey": importKey.isEmpty ? .null : .string(Base64.text(importKey)),
            "checkpointKey": checkpointKey.isEmpty ? .null : .string(Base64.text(checkpointKey)),
            "administrators": .hex(administrators), "threshold": .integer(Int64(threshold)),
            "development": .bool(isDevelopment), "nonce": .string(Hex.encode(nonce)),
        ]
    }

    var facts: [(String, String)] {
        [
            ("instance", instanceID.description), ("state", state.name),
            ("session key", SessionKeyPin(of: sessionKey).description),
            ("import key", importKey.isEmpty ? "-" : Hex.encode(Array(SHA256.hash(data: importKey)))),
            ("checkpoint key", checkpointKey.isEmpty ? "-" : Hex.encode(Array(SHA256.hash(data: checkpointKey)))),
            ("administrators", administrators.summary(threshold)), ("development", String(isDevelopment)),
            ("nonce", nonce.isEmpty ? "-" : Hex.encode(nonce)),
        ]
    }
}

extension JSONValue {
    /// Each in hexadecimal.
    fileprivate static func hex(_ digests: [Blob]) -> JSONValue { .strings(digests.map { Hex.encode($0.bytes) }) }
}

extension [Blob] {
    /// `1 of: 0011…, 2233…`.
    fileprivate func summary(_ threshold: UInt8) -> String {
        isEmpty ? "-" : "\(threshold) of: " + map { Hex.encode($0.bytes) }.joined(separator: ", ")
    }
}
