import Crypto

/// What an operator writes into the configuration.
enum SHA512Text {
    static func of(_ token: String) -> String {
        SHA512.hash(data: Array(token.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
