import EnclaveProtocol

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

/// Streams no honest client sends: garbage, and good streams with bytes changed, cut, doubled or left out.
enum HostileStream {
    static func make(using random: inout SeededGenerator) -> [UInt8] {
        if Int.random(in: 0..<8, using: &random) == 0 { return garbage(using: &random) }
        var bytes = Frame(kind: .hello, requestID: 0, body: Hello(client: "hostile").encoded).encoded
        for _ in 0..<Int.random(in: 0..<6, using: &random) { bytes += frame(using: &random) }
        for _ in 0..<Int.random(in: 0..<4, using: &random) { change(&bytes, using: &random) }
        return bytes
    }

    private static func garbage(using random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0..<400, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private static func frame(using random: inout SeededGenerator) -> [UInt8] {
        let kind = FrameKind.allCases.randomElement(using: &random) ?? .request
        let operation = EnclaveOperation.random.rawValue
        return Frame(
            kind: kind, operation: operation, requestID: UInt64.random(in: 0..<4, using: &random),
            body: garbage(using: &random)
        ).encoded
    }

    private static func change(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeLast(bytes.count - place)
        case 2: bytes.append(contentsOf: bytes[place...])
        default: bytes.remove(at: place)
        }
    }
}
