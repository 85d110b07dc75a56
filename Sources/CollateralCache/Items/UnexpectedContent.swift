/// What came from upstream or from an import is not what it should be.
struct UnexpectedContent: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
