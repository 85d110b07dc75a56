internal import ArgumentParser
internal import Crypto
internal import EnclaveClient
internal import EnclaveProtocol

struct KeySignCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a message or a digest.",
        discussion: """
            Scheme and hash are the key's usual ones unless they are given. The signature (DER for ECDSA) goes to --out \
            as it is, or to stdout in base64. A long message is hashed here and its digest signed.

            Example:
              casemate key sign release --in build.tar --out build.sig
              openssl dgst -sha256 -verify release.pub -signature build.sig build.tar
            """)

    private static let longestMessage = 1 << 19

    @Argument(help: "The key's name or id.") var key: KeyReference
    @Option(name: .customLong("in"), help: ArgumentHelp("What to sign; - is stdin.", valueName: "file"))
    var input: String
    @Flag(help: "The input is a digest, not the message.") var digest = false
    @Option(help: "How.") var scheme: Word<SignatureScheme>?
    @Option(help: "With which hash.") var hash: Word<HashAlgorithm>?
    @Option(help: ArgumentHelp("Where the signature goes.", valueName: "file")) var out: String?
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func perform() async throws -> Report {
        let message = try InputFile.read(input, limit: 1 << 30)
        let (request, answer) = try await enclave.withClient { client in
            let info = try await client.call(KeyShow(key: key.selector))
            let request = self.request(for: info, message: message)
            return (request, try await client.call(request).bytes)
        }
        if let out { try OutputFile.write(answer, to: out) }
        let json: JSONValue = [
            "scheme": .string(request.scheme.name), "hash": .string(request.hash.name),
            "signature": .string(Base64.text(answer)),
        ]
        return Report(json: json, text: out == nil ? Base64.text(answer) : "")
    }

    private func request(for info: KeyInfo, message: [UInt8]) -> KeySign {
        let scheme = scheme?.value ?? info.algorithm.usualScheme
        let hash = hash?.value ?? info.algorithm.usualHash
        let mustHash = !digest && message.count > Self.longestMessage && scheme != .eddsa
        return KeySign(
            key: .id(info.id), scheme: scheme, hash: hash, isDigest: digest || mustHash,
            input: mustHash ? hash.digest(of: message) : message)
    }
}

extension KeyAlgorithm {
    /// The scheme of a signature when none is asked for.
    var usualScheme: SignatureScheme {
        switch self {
        case .ed25519: .eddsa
        case .rsa2048, .rsa3072, .rsa4096: .pkcs1
        case .p256, .p384, .p521, .aes256: .ecdsa
        }
    }

    /// The hash of a signature when none is asked for.
    var usualHash: HashAlgorithm {
        switch self {
        case .p384: .sha384
        case .p521, .ed25519: .sha512
        case .p256, .rsa2048, .rsa3072, .rsa4096, .aes256: .sha256
        }
    }
}

extension HashAlgorithm {
    /// The digest of a message.
    func digest(of message: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: message))
        case .sha384: Array(SHA384.hash(data: message))
        case .sha512: Array(SHA512.hash(data: message))
        }
    }
}
