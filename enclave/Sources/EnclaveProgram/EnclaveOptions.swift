private import CSecretHeap
internal import EnclaveServer
private import Glibc
internal import TPM2

/// What the command line says: what every enclave is told, and the product's own.
struct EnclaveOptions<Product: EnclaveProduct>: Sendable {
    var product = Product()
    var state = ""
    var listeners: [ListenerAddress] = []
    var administrators: [String] = []
    var threshold: UInt8 = 1
    var drain = 20
    var workers = max(1, min(ProcessFacts.usableProcessors, Self.workersThatFit / 2))
    var logFormat = Log.Format.text
    var restore: String?
    var joins = false
    var maximumClockGap: Int64 = 7 * 86_400
    var storageReserve: UInt64?
    var anchor: TPMAddress?
    var anchorInterval: Int64 = 15 * 60

    /// Nil when `--help` was asked for.
    init?(parsing arguments: [String]) throws(OptionError) {
        var rest = arguments[...]
        var given: Set<String> = []
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" { return nil }
            let (name, inline) = Self.split(word)
            guard let option = Self.table.first(where: { $0.name == name }) else {
                throw OptionError("there is no option \(name)")
            }
            guard given.insert(name).inserted || option.isRepeatable else {
                throw OptionError("\(name) is given twice")
            }
            guard option.placeholder != nil else {
                guard inline == nil else { throw OptionError("\(name) takes no value") }
                try option.apply(&self, "")
                continue
            }
            guard let value = inline ?? rest.popFirst() else { throw OptionError("\(name) needs a value") }
            try option.apply(&self, value)
        }
        try check()
    }

    /// Workers whose stacks take half of the secret memory; the rest is for keys and requests.
    private static var workersThatFit: Int {
        let stack = ServerConfiguration(listeners: [], workers: 1).threadStack
        return Int(casemate_heap_read_statistics().capacity) / 2 / stack
    }

    /// The edge's configuration.
    var server: ServerConfiguration {
        var configuration = ServerConfiguration(listeners: listeners, workers: workers)
        configuration.timeouts.drain = drain * 1000
        configuration.memory = MemoryBudget(
            threshold: 16 << 10, reserve: { casemate_heap_reserve($0) }, release: { casemate_heap_release($0) })
        return configuration
    }

    private func check() throws(OptionError) {
        guard !state.isEmpty else { throw OptionError("--state DIR is missing") }
        guard !listeners.isEmpty else { throw OptionError("--listen is missing") }
        guard workers <= Self.workersThatFit else {
            throw OptionError(
                "--workers: the stacks of more than \(Self.workersThatFit) do not fit this much --secret-memory")
        }
        guard !joins || restore == nil else { throw OptionError("--join and --restore exclude each other") }
        guard !joins || !administrators.isEmpty else {
            throw OptionError("--join needs --administrator FILE: those who govern the domain to join")
        }
        try product.check(state: state)
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
}

/// A file in the directory that holds the state directory.
package struct StateSibling {
    package let path: String

    package init(of state: String, named name: String) {
        let trimmed = state.hasSuffix("/") ? String(state.dropLast()) : state
        path = (trimmed.lastIndex(of: "/").map { String(trimmed[...$0]) } ?? "./") + name
    }
}
