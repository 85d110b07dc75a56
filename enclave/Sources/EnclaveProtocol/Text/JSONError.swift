/// Why a JSON document is refused, and where.
package struct JSONError: Error, Sendable, Equatable {
    /// The line of the input, from 1.
    package let line: Int
    /// What is wrong there, without the line.
    package let message: String

    package init(line: Int, _ message: String) {
        self.line = line
        self.message = message
    }
}
