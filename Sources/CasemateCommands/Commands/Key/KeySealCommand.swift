internal import ArgumentParser
internal import EnclaveProtocol
internal import KeyOperations

struct KeySealCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal", abstract: "Seal a private key to an enclave; runs anywhere, offline.",
        discussion: """
            Only the enclave whose import key file is given opens the result. Takes PKCS#8, SEC 1, PKCS#1 and encrypted \
            PKCS#8 (PBES2), PEM or DER; with --symmetric the 32 bytes of an AES-256 key.

            Example:
              casemate key import-key --out enclave.pub
              casemate key seal --to enclave.pub --in gateway.pem --out gateway.sealed
              casemate key import gateway --purpose tls --sealed gateway.sealed --administrator-key admin.key
            """)

    @Option(help: ArgumentHelp("The import key file.", valueName: "file")) var to: String
    @Option(name: .customLong("in"), help: ArgumentHelp("The private key.", valueName: "file")) var input: String
    @Option(help: ArgumentHelp("Where the sealed key goes.", valueName: "file")) var out: String
    @Option(help: ArgumentHelp("A file whose first line opens an encrypted key.", valueName: "file"))
    var passphraseFile: String?
    @Flag(help: "The file holds the 32 bytes of an AES-256 key.") var symmetric = false
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let recipient = try InputFile.read(to, limit: 1 << 16)
        let (sealed, algorithm) = try symmetric ? sealedAES256(to: recipient) : sealedPrivateKey(to: recipient)
        try OutputFile.write(sealed.text, to: out)
        return .done(
            "Sealed a \(algorithm.name) key to \(out). Destroy \(input) once it is imported.",
            ["file": .string(out), "algorithm": .string(algorithm.name)])
    }

    private func sealedPrivateKey(to recipient: [UInt8]) throws -> (SealedKey, KeyAlgorithm) {
        let key = try PrivateKeyFile.read(input, passphraseFile: passphraseFile)
        do throws(KeyError) {
            return (try SealedKey(sealing: key, to: try ImportKeyFile(recipient)), key.algorithm)
        } catch {
            throw CommandError(error)
        }
    }

    private func sealedAES256(to recipient: [UInt8]) throws -> (SealedKey, KeyAlgorithm) {
        let key = try InputFile.read(input, limit: 32)
        do throws(KeyError) {
            return (try SealedKey(sealingAES256: key, to: try ImportKeyFile(recipient)), .aes256)
        } catch {
            throw CommandError(error)
        }
    }
}
