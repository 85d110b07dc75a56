/// A strict reader of the CBOR (RFC 8949) that evidence is wrapped in: definite lengths in their shortest form, no
/// floating point, and lengths checked against what is left before anything is allocated.
struct CBORReader {
    /// Why an item was not read.
    enum Fault: Error, Equatable {
        case truncated, trailingBytes, unexpectedType, indefiniteLength, notShortest, tooDeep, notUTF8
    }

    /// The major types of RFC 8949 §3.1.
    enum MajorType: UInt8 {
        case unsigned, negative, bytes, text, array, map, tag, simple
    }

    /// How deeply items that are passed over may lie in each other.
    static let maximumDepth = 8

    private let bytes: [UInt8]
    private var position = 0

    /// Reads all of `bytes`.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var remaining: Int { bytes.count - position }

    mutating func unsigned() throws(Fault) -> UInt64 { try argument(of: .unsigned) }
    mutating func tag() throws(Fault) -> UInt64 { try argument(of: .tag) }
    mutating func arrayCount() throws(Fault) -> Int { try count(of: .array, itemsEach: 1) }
    /// The number of pairs.
    mutating func mapCount() throws(Fault) -> Int { try count(of: .map, itemsEach: 2) }

    mutating func byteString() throws(Fault) -> [UInt8] {
        let length = try count(of: .bytes, itemsEach: 1)
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    mutating func text() throws(Fault) -> String {
        let length = try count(of: .text, itemsEach: 1)
        defer { position += length }
        guard let text = String(validating: bytes[position..<position + length], as: UTF8.self) else {
            throw .notUTF8
        }
        return text
    }

    /// Passes over one item, whatever it is.
    mutating func skip(depth: Int = 0) throws(Fault) {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        let (type, argument) = try head()
        switch type {
        case .unsigned, .negative: return
        case .simple: return
        case .bytes, .text: position += try fit(argument, itemsEach: 1)
        case .array: for _ in 0..<(try fit(argument, itemsEach: 1)) { try skip(depth: depth + 1) }
        case .map: for _ in 0..<(2 * (try fit(argument, itemsEach: 2))) { try skip(depth: depth + 1) }
        case .tag: try skip(depth: depth + 1)
        }
    }

    /// Fails unless everything was read.
    func finish() throws(Fault) {
        guard remaining == 0 else { throw .trailingBytes }
    }

    private mutating func argument(of expected: MajorType) throws(Fault) -> UInt64 {
        let (type, argument) = try head()
        guard type == expected else { throw .unexpectedType }
        return argument
    }

    private mutating func count(of expected: MajorType, itemsEach: Int) throws(Fault) -> Int {
        let argument = try argument(of: expected)
        return try fit(argument, itemsEach: itemsEach)
    }

    /// Every item is at least a byte long, so no count larger than what is left can be true.
    private func fit(_ argument: UInt64, itemsEach: Int) throws(Fault) -> Int {
        guard argument <= UInt64(remaining / itemsEach) else { throw .truncated }
        return Int(argument)
    }

    private mutating func head() throws(Fault) -> (MajorType, UInt64) {
        guard remaining >= 1 else { throw .truncated }
        let first = bytes[position]
        position += 1
        guard let type = MajorType(rawValue: first >> 5) else { throw .unexpectedType }
        let short = first & 0x1f
        if type == .simple {
            // false, true, null, undefined; floats and longer simple values have no place in evidence.
            guard (20...23).contains(short) else { throw short == 31 ? .indefiniteLength : .unexpectedType }
            return (type, UInt64(short))
        }
        guard short >= 24 else { return (type, UInt64(short)) }
        guard short < 28 else { throw short == 31 ? .indefiniteLength : .unexpectedType }
        let width = 1 << Int(short - 24)
        guard remaining >= width else { throw .truncated }
        let value = bytes[position..<position + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        position += width
        let least: UInt64 = width == 1 ? 24 : 1 << UInt64(4 * width)
        guard value >= least else { throw .notShortest }
        return (type, value)
    }
}
