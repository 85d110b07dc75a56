/// Intel's configuration is JSON with `//` and `/* */` comments.
enum JSONComments {
    /// The text with each comment replaced by a space; strings are left alone.
    static func removed(from text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        var isInString = false
        while index < text.endIndex {
            let byte = text[index]
            if isInString {
                result.append(byte)
                if byte == UInt8(ascii: "\\"), index + 1 < text.endIndex {
                    index += 1
                    result.append(text[index])
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                index += 1
            } else if let end = commentEnd(text, from: index) {
                result.append(UInt8(ascii: " "))
                index = end
            } else {
                isInString = byte == UInt8(ascii: "\"")
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    /// Where the comment that begins here ends; nil when none begins here.
    private static func commentEnd(_ text: [UInt8], from start: Int) -> Int? {
        guard text[start] == UInt8(ascii: "/"), start + 1 < text.endIndex else { return nil }
        switch text[start + 1] {
        case UInt8(ascii: "/"):
            return text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
        case UInt8(ascii: "*"):
            var index = start + 2
            while index + 1 < text.endIndex {
                if text[index] == UInt8(ascii: "*"), text[index + 1] == UInt8(ascii: "/") { return index + 2 }
                index += 1
            }
            return text.endIndex
        default: return nil
        }
    }
}
