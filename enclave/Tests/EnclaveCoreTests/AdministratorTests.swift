import EnclaveProtocol
import Foundation
import KeyOperations
import Testing

@testable import EnclaveCore

@Suite("Administrators")
struct AdministratorTests {
    /// Two of three must sign: two Ed25519 keys and one P-256.
    private func prepared() throws -> (TestEnclave, [LiveKey]) {
        let keys = [try LiveKey.generate(.ed25519), try LiveKey.generate(.ed25519), try LiveKey.generate(.p256)]
        let enclave = try TestEnclave { configuration in
            configuration.administrators = keys.map { $0.publicKeySPKI ?? [] }
            configuration.threshold = 2
        }
        return (enclave, keys)
    }

    private let request = KeyGenerate(key: .simple("k"))

    @Test(arguments: [[0, 1], [0, 2], [2, 1], [0, 1, 2]])
    func anyTwoOfThreeSuffice(signers: [Int]) throws {
        let (enclave, keys) = try prepared()
        #expect(enclave.refusal(of: request, signedByAll: signers.map { keys[$0] }) == nil)
        let entry = try #require(try enclave.audit().first { $0.contains("\"key-generate\"") })
        for signer in signers {
            let name = Hex.encode(Administrators.fingerprint(of: keys[signer].publicKeySPKI ?? []).prefix(8))
            #expect(entry.contains(name), "the audit names who signed")
        }
    }

    @Test func oneSignatureIsNotEnoughHoweverOftenItIsGiven() throws {
        let (enclave, keys) = try prepared()
        for key in keys {
            #expect(enclave.refusal(of: request, signedByAll: [key]) == .authorizationInvalid)
            #expect(enclave.refusal(of: request, signedByAll: [key, key]) == .authorizationInvalid)
            #expect(enclave.refusal(of: request, signedByAll: [key, key, key]) == .authorizationInvalid)
        }
        #expect(enclave.refusal(of: request) == .authorizationRequired)
    }

    @Test func aStrangersSignatureSpoilsGoodOnes() throws {
        let (enclave, keys) = try prepared()
        let stranger = try LiveKey.generate(.ed25519)
        #expect(enclave.refusal(of: request, signedByAll: [keys[0], keys[1], stranger]) == .authorizationInvalid)
        #expect(enclave.refusal(of: request, signedByAll: [keys[0], stranger]) == .authorizationInvalid)
    }

    @Test func theThresholdHoldsAfterARestartAndIsNoStartOption() throws {
        let (enclave, keys) = try prepared()
        try enclave.restart()
        #expect(enclave.refusal(of: request, signedByAll: [keys[0]]) == .authorizationInvalid)
        let stranger = try LiveKey.generate(.ed25519)
        let copy = try StateCopy(of: [:])
        var configuration = EnclaveConfiguration(directory: copy.directory.path)
        configuration.administrators = [stranger.publicKeySPKI ?? []]
        configuration.threshold = 2
        #expect(throws: Refusal.self, "a threshold nobody can reach") {
            try EnclaveHost(configuration, on: MemoryPlatform())
        }
    }

    @Test func aNewSetReplacesTheOldOneAtOnce() throws {
        let (enclave, keys) = try prepared()
        let successor = try LiveKey.generate(.p256)
        let change = AdministratorsPut(administrators: [Blob(successor.publicKeySPKI ?? [])], threshold: 1)
        #expect(enclave.refusal(of: change, signedByAll: [successor]) == .authorizationInvalid)
        #expect(enclave.refusal(of: change, signedByAll: [keys[0], keys[2]]) == nil)
        #expect(enclave.refusal(of: request, signedByAll: [keys[0], keys[2]]) == .authorizationInvalid)
        try enclave.restart()
        #expect(enclave.refusal(of: request, signedByAll: [keys[0], keys[2]]) == .authorizationInvalid)
        #expect(enclave.refusal(of: request, signedByAll: [successor]) == nil)
        #expect(try enclave.call(AdministratorsList()).threshold == 1)
    }

    @Test func setsNobodyCouldServeAreRefused() throws {
        let (enclave, keys) = try prepared()
        let good = Blob(keys[0].publicKeySPKI ?? [])
        let rsa = Blob(try LiveKey.generate(.rsa2048).publicKeySPKI ?? [])
        let sets: [(AdministratorsPut, Refusal.Code)] = [
            (AdministratorsPut(administrators: [], threshold: 1), .invalidArgument),
            (AdministratorsPut(administrators: [good], threshold: 0), .invalidArgument),
            (AdministratorsPut(administrators: [good], threshold: 2), .invalidArgument),
            (AdministratorsPut(administrators: [good, good], threshold: 1), .invalidArgument),
            (AdministratorsPut(administrators: [rsa], threshold: 1), .invalidKey),
            (AdministratorsPut(administrators: [Blob([1, 2, 3])], threshold: 1), .invalidKey),
        ]
        for (set, code) in sets { #expect(enclave.refusal(of: set, signedByAll: [keys[0], keys[1]]) == code) }
    }
}
