internal import EnclaveProtocol

/// Writes one compact JSON object on one line: fields in the order given, absent ones left out.
struct JSONWriter {
    private(set) var bytes: [UInt8]
    private var first = true

    /// Continues behind what `bytes` already holds.
    init(_ bytes: consuming [UInt8] = []) { self.bytes = bytes }

    mutating func open() {
        bytes.append(UInt8(ascii: "{"))
        first = true
    }

    mutating func close() {
        bytes.append(UInt8(ascii: "}"))
        first = false
    }

    /// Names are ours and need no escaping.
    mutating func name(_ name: StaticString) {
        bytes.append(UInt8(ascii: first ? "\"" : ","))
        if !first { bytes.append(UInt8(ascii: "\"")) }
        first = false
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func field(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    mutating func field(_ name: StaticString, _ value: UInt64?) {
        guard let value else { return }
        self.name(name)
        number(value)
    }

    mutating func field(_ name: StaticString, base64 value: [UInt8]) {
        field(name, String(decoding: Base64.encode(value), as: UTF8.self))
    }

    mutating func field(_ name: StaticString, flag: Bool) {
        guard flag else { return }
        self.name(name)
        bytes += Array("true".utf8)
    }

    mutating func field(_ name: StaticString, time: Int64) {
        self.name(name)
        bytes.append(UInt8(ascii: "\""))
        AuditTime.write(time, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func field(_ name: StaticString, list: [String]) {
        self.name(name)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in list.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            string(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func number(_ value: UInt64) {
        let start = bytes.count
        var rest = value
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func string(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        // Most need no escape and go in whole.
        let isPlain = unsafe value.utf8.withContiguousStorageIfAvailable { text in
            guard unsafe !text.contains(where: Self.isEscaped) else { return false }
            unsafe bytes.append(contentsOf: text)
            return true
        }
        if isPlain != true { value.utf8.forEach { append($0) } }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ byte: UInt8) {
        guard Self.isEscaped(byte) else { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        guard byte < 0x20 || byte == 0x7f else { return bytes.append(byte) }
        bytes += Array("u00".utf8)
        Hex.append(byte, to: &bytes)
    }

    /// Control characters never reach a log viewer raw; everything else stays UTF-8.
    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
