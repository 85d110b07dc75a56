private import Glibc

/// The reason of the last failed system call.
enum SystemError {
    /// Its number.
    static var number: Int32 { errno }

    /// Its text.
    static var text: String { text(number) }

    /// The text of an error number.
    static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
