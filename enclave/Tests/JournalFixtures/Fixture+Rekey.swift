package import Crypto
package import Journal

/// The owner of a journal that changes its key: the header names keys by their generation.
extension Fixture {
    /// Holds the generation of the newest key.
    package static let keySlot = slot(0, kind: 9)

    package static func key(_ generation: UInt8) -> SymmetricKey {
        SymmetricKey(data: [UInt8](repeating: 7 &+ generation, count: 32))
    }

    package static func header(under newest: UInt8, beside previous: UInt8? = nil) -> StateHeader {
        let blob = [UInt8](repeating: 9, count: 60)
        var recipients = [StateHeader.Recipient(kind: "sealing", id: [newest], blob: blob)]
        if let previous { recipients.append(StateHeader.Recipient(kind: "previous", id: [previous], blob: blob)) }
        return StateHeader(identity: identity, created: 1_763_734_800_000, recipients: recipients)
    }

    package static func generations(of header: StateHeader) -> (newest: UInt8, previous: UInt8?) {
        func generation(_ kind: String) -> UInt8? { header.recipients.first { $0.kind == kind }?.id.first }
        return (generation("sealing") ?? 0, generation("previous"))
    }

    /// Header, then segment and record; or the header last, which is wrong.
    @discardableResult
    package func rekey(
        _ journal: Journal, to generation: UInt8, headerLast: Bool = false
    ) throws(JournalError) -> UInt64 {
        let newest = Self.generations(of: try StateHeader.read(in: storage)).newest
        let header = Self.header(under: generation, beside: newest)
        if !headerLast { try header.write(in: storage, domainKey: Self.key(generation)) }
        let number = try journal.rekey(
            to: Self.key(generation), Self.entry(operation: "domain-rekey"), [Mutation(Self.keySlot, [generation])])
        if headerLast { try header.write(in: storage, domainKey: Self.key(generation)) }
        return number
    }

    func forgetPreviousKey() throws(JournalError) {
        let newest = Self.generations(of: try StateHeader.read(in: storage)).newest
        try Self.header(under: newest).write(in: storage, domainKey: Self.key(newest))
    }
}
