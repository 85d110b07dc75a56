internal import ArgumentParser
internal import EnclaveProtocol

/// Bytes in hexadecimal as an argument; colons between bytes, as openssl prints them, are taken too.
struct HexBytes: ExpressibleByArgument, Sendable {
    let bytes: [UInt8]

    init?(argument: String) {
        let digits = argument.filter { $0 != ":" }
        guard !digits.isEmpty, let bytes = Hex.decode(digits.count.isMultiple(of: 2) ? digits : "0" + digits) else {
            return nil
        }
        self.bytes = bytes
    }
}
