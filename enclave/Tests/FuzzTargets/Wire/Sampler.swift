package import EnclaveProtocol

/// Makes values out of a seed: the same seed gives the same values for ever (SplitMix64).
package struct Sampler: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func count(upTo limit: Int) -> Int { Int(next() % UInt64(limit + 1)) }

    package mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number {
        Number(truncatingIfNeeded: next())
    }

    package mutating func bool() -> Bool { next() & 1 == 1 }

    package mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in number() } }

    package mutating func data() -> [UInt8] { bytes(count(upTo: 70)) }

    package mutating func blob() -> Blob { Blob(data()) }

    package mutating func text() -> String {
        let alphabet: [Character] = ["a", "Z", "0", "-", ".", "/", " ", "é", "水", "🔑", "\u{0}"]
        return String((0..<count(upTo: 20)).map { _ in alphabet[count(upTo: alphabet.count - 1)] })
    }

    package mutating func identifier() -> Identifier { Identifier(high: next(), low: next()) }

    package mutating func word<Word: CaseIterable>(_ type: Word.Type = Word.self) -> Word {
        let words = Array(Word.allCases)
        return words[count(upTo: words.count - 1)]
    }

    package mutating func selector() -> KeySelector { bool() ? .id(identifier()) : .name(text()) }

    package mutating func page() -> PageQuery {
        PageQuery(after: text(), limit: UInt16(1 + count(upTo: 999)))
    }

    package mutating func list<Item>(_ make: (inout Sampler) -> Item) -> [Item] {
        (0..<count(upTo: 4)).map { _ in make(&self) }
    }

    package mutating func optional<Item>(_ make: (inout Sampler) -> Item) -> Item? { bool() ? make(&self) : nil }
}
