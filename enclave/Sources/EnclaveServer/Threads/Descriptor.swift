private import Glibc

/// An open file descriptor; closed when it goes out of scope.
struct Descriptor: ~Copyable, Sendable {
    /// Its number.
    let number: Int32

    /// Takes over what a system call returned.
    init(_ number: Int32, for purpose: String) throws(ServerError) {
        guard number >= 0 else { throw .cannotStart(purpose, errorNumber: SystemError.number) }
        self.number = number
    }

    deinit { _ = close(number) }
}
