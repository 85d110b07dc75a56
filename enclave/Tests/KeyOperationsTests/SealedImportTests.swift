import EnclaveProtocol
import KeyOperations
import Testing

@Suite struct SealedImportTests {
    private let instance = [UInt8](repeating: 7, count: 16)
    private let keyID = [UInt8](repeating: 9, count: 16)

    @Test(arguments: [KeyAlgorithm.p256, .ed25519, .rsa2048])
    func sealedOfflineOpensInside(_ algorithm: KeyAlgorithm) throws {
        let importKey = try LiveKey.generate(.p256)
        let spki = try #require(importKey.publicKeySPKI)
        let published = try ImportKeyFile(instanceID: instance, keyID: keyID, publicKeySPKI: spki).text
        let original = try LiveKey.generate(algorithm)
        let plain = try PrivateKeyReader.read(#require(original.pkcs8))
        let sealed = try SealedKey(sealing: plain, to: ImportKeyFile(Array(published.utf8))).text
        let received = try SealedKey(Array(sealed.utf8))
        #expect(try received.open(with: importKey, keyID: keyID, instanceID: instance).stored == original.stored)
        #expect(throws: KeyError.otherInstance) { try received.open(with: importKey, keyID: keyID, instanceID: keyID) }
        #expect(throws: KeyError.otherImportKey) {
            try received.open(with: importKey, keyID: instance, instanceID: instance)
        }
        let other = try LiveKey.generate(.p256)
        #expect(throws: KeyError.sealBroken(.sealedKey)) {
            try received.open(with: other, keyID: keyID, instanceID: instance)
        }
    }

    @Test func changedFilesAreRefused() throws {
        let importKey = try LiveKey.generate(.p256)
        let file = try ImportKeyFile(
            instanceID: instance, keyID: keyID, publicKeySPKI: #require(importKey.publicKeySPKI))
        let plain = try PrivateKeyReader.read(#require(LiveKey.generate(.ed25519).pkcs8))
        let text = Array(try SealedKey(sealing: plain, to: file).text.utf8)
        for offset in text.indices where text[offset] != 0x0A {
            var changed = text
            changed[offset] = changed[offset] == 0x41 ? 0x42 : 0x41
            #expect(throws: KeyError.self) {
                try SealedKey(changed).open(with: importKey, keyID: keyID, instanceID: instance)
            }
        }
        #expect(throws: KeyError.self) { try ImportKeyFile(text) }
        #expect(throws: KeyError.fileMalformed(.sealedKey)) { try SealedKey(Array(file.text.utf8)) }
    }
}
