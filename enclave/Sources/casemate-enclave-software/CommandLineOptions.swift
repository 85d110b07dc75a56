internal import EnclaveServer

/// What the command line asked for.
struct CommandLineOptions {
    /// Where the domain key is kept for the next start.
    enum Sealing: Equatable {
        /// Nowhere: each start needs unlocking.
        case none
        /// A file outside the state directory.
        case file(String)
    }

    /// Where the heap lives; the secret heap itself reads this before `main`.
    enum Memory: String {
        case secret
        case locked
    }

    /// Form of the log.
    enum LogFormat: String {
        case text
        case json
    }

    var state = ""
    var listeners: [ListenerAddress] = []
    var isDevelopment = false
    var administrators: [String] = []
    var threshold = 1
    var sealing = Sealing.none
    var memory = Memory.secret
    /// Bytes; nil: as the secret heap chooses.
    var secretMemory: Int?
    var drainMilliseconds = 20_000
    /// Nil: one for each core.
    var workers: Int?
    var logFormat = LogFormat.text
    var restore: String?
    var softwareRoot: String?
    var maximumClockGapSeconds = 7 * 86_400
    var storageReserve = 64 << 20
}

/// A wrong command line, or a question that is answered by text.
enum CommandLineError: Error, Equatable {
    case unknownOption(String)
    case missingValue(String)
    case unexpectedValue(String)
    case repeated(String)
    case invalidValue(option: String, reason: String)
    case missingOption(String)
    case helpRequested
}

extension CommandLineError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownOption(let name): "there is no option \(name); --help lists them"
        case .missingValue(let name): "\(name) needs a value"
        case .unexpectedValue(let name): "\(name) takes no value"
        case .repeated(let name): "\(name) may be given once"
        case .invalidValue(let option, let reason): "\(option): \(reason)"
        case .missingOption(let name): "\(name) is required; --help describes it"
        case .helpRequested: CommandLineOptions.manual
        }
    }
}
