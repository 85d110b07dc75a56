internal import ArgumentParser
internal import EnclaveProtocol

/// A vocabulary word as an argument, by its fixed name.
struct Word<Value: Named>: ExpressibleByArgument {
    let value: Value

    init(_ value: Value) { self.value = value }

    init?(argument: String) {
        guard let value = Value(name: argument) else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { value.name }
    static var allValueStrings: [String] { Value.allCases.map(\.name) }
}

extension Word: Sendable {}
