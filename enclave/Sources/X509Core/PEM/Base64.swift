/// Base64 of RFC 4648 §4, table driven.
package enum Base64 {
    /// Appends the encoding of `data`, a line feed after every 64 characters and at the end.
    package static func appendLines(of data: [UInt8], to output: inout [UInt8]) {
        var column = 0
        var index = 0
        while index < data.count {
            let left = data.count - index
            let first = Int(data[index])
            let second = left > 1 ? Int(data[index + 1]) : 0
            let third = left > 2 ? Int(data[index + 2]) : 0
            output.append(alphabet[first >> 2])
            output.append(alphabet[(first & 3) << 4 | second >> 4])
            output.append(left > 1 ? alphabet[(second & 15) << 2 | third >> 6] : padding)
            output.append(left > 2 ? alphabet[third & 63] : padding)
            index += 3
            column += 4
            if column == 64 || index >= data.count {
                output.append(UInt8(ascii: "\n"))
                column = 0
            }
        }
    }

    /// Decodes text that may hold white space; nil for anything else outside the alphabet or wrong padding.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 4 * 3)
        var group = 0
        var digits = 0
        var paddings = 0
        for character in text {
            let value = values[Int(character)]
            if value < 64, paddings == 0 {
                group = group << 6 | Int(value)
                digits += 1
                if digits == 4 {
                    output.append(UInt8(truncatingIfNeeded: group >> 16))
                    output.append(UInt8(truncatingIfNeeded: group >> 8))
                    output.append(UInt8(truncatingIfNeeded: group))
                    (group, digits) = (0, 0)
                }
            } else if character == padding {
                paddings += 1
            } else if value != whiteSpace {
                return nil
            }
        }
        switch (digits, paddings) {
        case (0, 0): return output
        case (2, 2) where group & 15 == 0: return output + [UInt8(group >> 4)]
        case (3, 1) where group & 3 == 0:
            return output + [UInt8(group >> 10), UInt8(truncatingIfNeeded: group >> 2)]
        default: return nil
        }
    }

    private static let padding = UInt8(ascii: "=")
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let whiteSpace: UInt8 = 254
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        for character in " \t\r\n".utf8 { table[Int(character)] = whiteSpace }
        return table
    }()
}
