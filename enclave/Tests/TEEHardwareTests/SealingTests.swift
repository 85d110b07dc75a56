import EnclaveProtocol
import TEEPlatform
import Testing

@testable import TEEHardware

/// How sealing keys come from what the hardware derives.
@Suite struct SealingTests {
    /// From `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:000102…0f -kdfopt hexinfo:… HKDF`
    @Test func theDerivationIsTheOneWrittenDown() throws {
        let root = SealingRoot(label: "sgx/_sgx_mrenclave", secret: Array(0..<16))
        guard case .key(let key) = root.key(context: Array("context".utf8)) else {
            Issue.record("no key")
            return
        }
        #expect(Hex.encode(key) == "a7310446a93e7349097ef82b8d8ad8dfef98b37e9ade6ee260e28552e4209d09")
    }

    @Test func labelAndContextDoNotRunIntoEachOther() {
        #expect(key(label: "ab", context: [0x63]) != key(label: "abc", context: []))
        #expect(key(label: "a", context: []) != key(label: "a", context: [0]))
    }

    @Test func theWordsAreTheHardwaresOwn() {
        #expect(HardwareSealing.code.word(on: "sgx") == "mrenclave")
        #expect(HardwareSealing.signer.word(on: "sgx") == "mrsigner")
        #expect(HardwareSealing.code.word(on: "snp") == "measurement")
        #expect(HardwareSealing.code.word(on: "tdx") == "none")
        for platform in ["sgx", "snp", "tdx"] { #expect(HardwareSealing.none.word(on: platform) == "none") }
    }

    private func key(label: String, context: [UInt8]) -> [UInt8] {
        guard case .key(let key) = SealingRoot(label: label, secret: Array(0..<16)).key(context: context) else {
            return []
        }
        return key
    }
}
