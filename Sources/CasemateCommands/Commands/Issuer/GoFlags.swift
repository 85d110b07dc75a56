internal import ArgumentParser

/// The flags of Intel's issuer, which Go's `flag` package reads: `-x` is `--x`, and a Boolean stands alone or has `=false`
/// behind it.
enum GoFlags {
    private static let booleans: Set<String> = [
        "leader-elect", "cert-manager-issuer", "csr-full-cert-chain", "use-random-nonce", "zap-devel",
        "require-reference",
    ]

    /// The arguments of `casemate issuer` as this program's parser takes them; any other command's are left alone.
    static func translated(_ arguments: [String]) -> [String] {
        guard let first = arguments.first, first == "issuer" else { return arguments }
        return [first] + arguments.dropFirst().map(translated)
    }

    private static func translated(_ argument: String) -> String {
        guard argument.hasPrefix("-"), argument.count > 2 else { return argument }
        let flag = argument.drop { $0 == "-" }
        guard !flag.isEmpty else { return argument }
        return "--" + flag + (booleans.contains(String(flag)) ? "=true" : "")
    }
}

/// A Boolean as Go writes it.
struct GoBoolean: ExpressibleByArgument, Sendable {
    let value: Bool

    init(_ value: Bool) { self.value = value }

    init?(argument: String) {
        switch argument {
        case "1", "t", "T", "true", "TRUE", "True": value = true
        case "0", "f", "F", "false", "FALSE", "False": value = false
        default: return nil
        }
    }

    var defaultValueDescription: String { "\(value)" }
}
