import Journal
import JournalFixtures

/// A run with every kind of file operation, and what must hold after each record.
struct Workload {
    static let slots: UInt64 = 6

    let storage: MemoryStorage
    /// Slot values after record n, at index n.
    private(set) var states: [[UInt64: [UInt8]]] = [[:]]
    private(set) var lines: [[UInt8]] = []
    private var generator: SplitMix
    private var key: UInt8 = 0

    private let headerLast: Bool

    /// Runs over a new disk. `headerLast` changes keys in the wrong order.
    init(seed: UInt64 = 0, headerLast: Bool = false, skips: (@Sendable (String) -> Bool)? = nil) throws {
        self.headerLast = headerLast
        generator = SplitMix(state: seed)
        storage = MemoryStorage(skips: skips)
        var fixture = Fixture(storage)
        // Small segments and a late fence, so that records lie before and behind it.
        fixture.configuration.segmentLimit = 6 << 10
        try fixture.create()
        storage.answer(0)
        for round in 0..<4 {
            fixture.configuration.fenceDelay = round.isMultiple(of: 2) ? .zero : .seconds(3600)
            let journal = try fixture.open()
            if round > 0 { journal.signCheckpoints(with: Fixture.signer()) }
            try run(journal, fixture, round)
            lines = try journal.exportAll()
            if round < 3 { journal.shutdown() }
            while states.count <= Int(journal.recordNumber) { states.append(states[states.count - 1]) }
        }
    }

    private mutating func run(_ journal: Journal, _ fixture: Fixture, _ round: Int) throws {
        for step in 0..<14 {
            if step == round * 3, !journal.isChangingKeys { try rekey(journal, fixture) }
            for _ in 0..<Int.random(in: 1...5, using: &generator) { try append(journal) }
            try journal.flush()
            storage.answer(journal.durableNumber)
            if step % 8 == 5 { try journal.compact() }
        }
    }

    private mutating func rekey(_ journal: Journal, _ fixture: Fixture) throws {
        while states.count <= Int(journal.recordNumber) { states.append(states[states.count - 1]) }
        key += 1
        try fixture.rekey(journal, to: key, headerLast: headerLast)
        states.append(states[states.count - 1])
    }

    private mutating func append(_ journal: Journal) throws {
        let seed = UInt8.random(in: 0...255, using: &generator)
        while states.count <= Int(journal.recordNumber) { states.append(states[states.count - 1]) }
        var state = states[states.count - 1]
        let slot = UInt64(seed) % Self.slots
        let value = seed % 7 == 3 ? nil : [UInt8](repeating: seed, count: Int(seed) * 3)
        state[slot] = value
        _ = try journal.append(Fixture.entry("n\(seed)"), [Mutation(Fixture.slot(slot), value)])
        states.append(state)
    }

    /// What is wrong with a state that a cut after `answered` may have left, or nil.
    func fault(in files: [String: [UInt8]], answered: UInt64) -> String? {
        guard files["header"] != nil else { return answered > 0 ? "the header is gone" : nil }
        do {
            let fixture = Fixture(MemoryStorage(files: files))
            let journal = try fixture.open()
            let found = try journal.exportAll(limit: 1000)
            let common = zip(found, lines).prefix { $0 == $1 }.count
            guard common >= Int(answered) else { return "record \(common + 1) of \(answered) answered is lost" }
            guard found.count - common <= 1 else { return "entries after \(common) are not those written" }
            for slot in 0..<Self.slots where try journal.read(Fixture.slot(slot)) != states[common][slot] {
                return "slot \(slot) after record \(common) is wrong"
            }
            return try keyFault(journal, fixture)
        } catch { return "refused: \(error)" }
    }

    /// A change of keys that the cut interrupted ends with one key, the one that the record names.
    private func keyFault(_ journal: Journal, _ fixture: Fixture) throws(JournalError) -> String? {
        guard journal.isChangingKeys else { return nil }
        let before = try journal.exportAll(limit: 1000)
        try journal.finishRekey(within: .zero)
        let named = try journal.read(Fixture.keySlot) ?? [0]
        let (newest, previous) = Fixture.generations(of: try StateHeader.read(in: fixture.storage))
        guard previous == nil, [newest] == named else { return "the header holds \(newest), the record names \(named)" }
        return try fixture.open().exportAll(limit: 1000) == before ? nil : "entries changed with the key"
    }
}
