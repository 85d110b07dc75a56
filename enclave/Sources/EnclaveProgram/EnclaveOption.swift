/// One option of the command line: how it is written, its manual line, and what it sets in `Target`.
package struct EnclaveOption<Target>: Sendable {
    let name: String
    /// Its value's name in the manual; nil for a switch.
    let placeholder: String?
    let isRepeatable: Bool
    let help: String
    let apply: @Sendable (inout Target, String) throws(OptionError) -> Void

    package init(
        name: String, placeholder: String?, isRepeatable: Bool = false, help: String,
        apply: @escaping @Sendable (inout Target, String) throws(OptionError) -> Void
    ) {
        self.name = name
        self.placeholder = placeholder
        self.isRepeatable = isRepeatable
        self.help = help
        self.apply = apply
    }

    /// The same option, of a value that holds a `Target`.
    func lifted<Whole>(to part: any WritableKeyPath<Whole, Target> & Sendable) -> EnclaveOption<Whole> {
        EnclaveOption<Whole>(name: name, placeholder: placeholder, isRepeatable: isRepeatable, help: help) {
            whole, value throws(OptionError) in try self.apply(&whole[keyPath: part], value)
        }
    }
}

/// A command line that cannot be followed: exit status 2.
package struct OptionError: Error {
    package let message: String

    package init(_ message: String) { self.message = message }
}
