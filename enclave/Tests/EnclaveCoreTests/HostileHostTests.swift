import EnclaveProtocol
import KeyOperations
import Testing

@testable import EnclaveCore

/// Every listener, no administrator key.
@Suite("A host without an administrator's key")
struct HostileHostTests {
    private func prepared() throws -> TestEnclave {
        let enclave = try TestEnclave()
        _ = try enclave.call(
            PolicyPut(
                policy: CallerPolicy(
                    identity: "default", tenant: "default", operations: ["ca-issue", "key-sign", "ca-show"],
                    keys: ["mesh"], rate: 0)), signedBy: enclave.administrator)
        _ = try enclave.call(
            CACreate(
                name: "mesh", subject: "CN=mesh", algorithm: .p256, lifetime: 86_400, pathLength: 0, parent: nil,
                isExternal: false, profiles: ["mesh-workload"]), signedBy: enclave.administrator)
        return enclave
    }

    @Test func isRefusedEverythingThatTakesAuthority() throws {
        let enclave = try prepared()
        let key = KeyTemplate(
            name: "k", algorithm: .p256, purpose: .sign, export: .never, replication: .domain, audit: .counted)
        let stranger = try LiveKey.generate(.ed25519)
        let wide = CallerPolicy(identity: "default", tenant: "default", operations: ["*"], keys: ["*"], rate: 0)
        let attempts: [(String, Refusal.Code?)] = [
            (
                "ca-create",
                enclave.refusal(
                    of: CACreate(
                        name: "evil", subject: "CN=evil", algorithm: .p256, lifetime: 60, pathLength: nil,
                        parent: "mesh",
                        isExternal: false, profiles: ["as-requested"]))
            ),
            ("key-generate", enclave.refusal(of: KeyGenerate(key: key))),
            (
                "key-import-clear",
                enclave.refusal(
                    of: KeyImportClear(
                        name: "k", purpose: .sign, audit: .counted, privateKey: stranger.pkcs8 ?? [], isSymmetric: false
                    ))
            ),
            ("key-destroy", enclave.refusal(of: KeyDestroy(key: .name("mesh")))),
            ("policy-put", enclave.refusal(of: PolicyPut(policy: wide))),
            (
                "administrators-put",
                enclave.refusal(
                    of: AdministratorsPut(
                        administrators: [Blob(stranger.publicKeySPKI ?? [])], threshold: 1))
            ),
            ("recovery-create", enclave.refusal(of: RecoveryCreate(threshold: 1, holders: []))),
            ("clock-accept", enclave.refusal(of: ClockAccept(time: enclave.clock.wall / 1000))),
            ("anchor-accept", enclave.refusal(of: AnchorAccept(recordNumber: 1))),
            ("ca-rotate", enclave.refusal(of: CARotate(name: "mesh", lifetime: 0))),
        ]
        for (operation, code) in attempts { #expect(code == .authorizationRequired, "\(operation)") }
        let lines = try enclave.audit()
        for (operation, _) in attempts {
            let isWritten = lines.contains {
                $0.contains("\"operation\":\"\(operation)\"") && $0.contains("authorization-required")
            }
            #expect(isWritten, "\(operation) is not in the audit")
        }
    }

    @Test func getsNoRawSignatureByAnIssueKey() throws {
        let enclave = try prepared()
        let sign = KeySign(
            key: .name("mesh"), scheme: .ecdsa, hash: .sha256, isDigest: true, input: [UInt8](repeating: 1, count: 32))
        #expect(enclave.refusal(of: sign) == .purposeMismatch)
    }

    @Test func cannotReuseMoveOrForgeAnAuthorization() throws {
        let enclave = try prepared()
        let body = KeyDestroy(key: .name("mesh")).encoded
        let good = try enclave.authorization(of: .keyRetire, body, enclave.administrator)
        func attempt(_ operation: EnclaveOperation, _ authorization: Authorization, sealed: Bool = true) -> Refusal
            .Code?
        {
            do {
                _ = try enclave.raw(
                    operation.rawValue, authorization.encoded + body, as: "default", isAuthorized: true, sealed: sealed)
                return nil
            } catch let refusal as Refusal { return refusal.code } catch { return .internalError }
        }
        #expect(attempt(.keyRetire, good, sealed: false) == .sealedSessionRequired)
        #expect(attempt(.keyDestroy, good) == .authorizationInvalid)
        #expect(attempt(.keyRetire, good) == .authorizationInvalid, "its challenge is used up")
        let stranger = try LiveKey.generate(.p256)
        #expect(
            attempt(.keyDestroy, try enclave.authorization(of: .keyDestroy, body, stranger)) == .authorizationInvalid)
        let stale = try enclave.authorization(
            of: .keyDestroy, body, enclave.administrator, [UInt8](repeating: 0, count: 32))
        #expect(attempt(.keyDestroy, stale) == .authorizationInvalid)
    }

    @Test func mayNarrowAPolicyButNotWidenItAgain() throws {
        let enclave = try prepared()
        let narrow = CallerPolicy(
            identity: "default", tenant: "default", operations: ["ca-issue"], keys: ["mesh"], rate: 5)
        _ = try enclave.call(PolicyPut(policy: narrow))
        let again = CallerPolicy(
            identity: "default", tenant: "default", operations: ["ca-issue", "ca-show"], keys: ["mesh"], rate: 5)
        #expect(enclave.refusal(of: PolicyPut(policy: again)) == .authorizationRequired)
        let faster = CallerPolicy(
            identity: "default", tenant: "default", operations: ["ca-issue"], keys: ["mesh"], rate: 0)
        #expect(enclave.refusal(of: PolicyPut(policy: faster)) == .authorizationRequired)
    }

    @Test func strangersToThePolicyMayDoNothing() throws {
        let enclave = try prepared()
        #expect(throws: Refusal.self) { try enclave.call(CAShow(name: "mesh"), as: "somebody") }
        _ = try enclave.call(StatusRequest(), as: "somebody")
    }
}
